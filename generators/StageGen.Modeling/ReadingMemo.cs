using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using StageGen.Modeling.Costs;
using StageGen.Modeling.Profiles;
using StageGen.Modeling.Reading;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling;

/// <summary>
/// Reads a class, or remembers its reading: while the declarations of the compilation are the same, and the files are unchanged of the
/// class, of its base classes and of its submodules' classes, whose bodies are read as well.
/// </summary>
public static class ReadingMemo
{
    // Beside other generators, analyzers see more declarations than generators do, and the two alternate.
    private static readonly TreeMemo<Entry> AsWritten = new(), WithGenerated = new();

    // What was chosen for a class lives as long as its reading.
    private static readonly ConditionalWeakTable<ModelReading, Choice> Choices = new();

    /// <summary>
    /// Reads the class that is declared at <paramref name="place"/>; where its stages are to be chosen, chooses them, or remembers them
    /// while it costs the same.
    /// </summary>
    public static ModelReading Read(
        INamedTypeSymbol type, SyntaxNode place, Compilation compilation, EquatableArray<StageProfile> profiles,
        CancellationToken cancellation)
    {
        var uncut = Read(type, place, compilation, cancellation);
        if (uncut.Uncut is null || uncut.Plan is not { } plan) return uncut;
        var costs = CostMemo.Read(type, place, compilation, uncut, cancellation).Costs;
        var profile = profiles.Find(plan);
        if (Choices.TryGetValue(uncut, out var known) && known.Costs == costs && known.Profile == profile) return known.Reading;
        var reading = Choose(type, uncut, profile is null || costs is null ? costs : ProfiledCosts.Apply(costs, profile), cancellation);
        lock (Choices)
        {
            _ = Choices.Remove(uncut);
            Choices.Add(uncut, new Choice(costs, profile, reading));
        }
        return reading;
    }

    /// <summary>Reads the class in the best stages in which it can be cut.</summary>
    private static ModelReading Choose(INamedTypeSymbol type, ModelReading uncut, ModelCosts? costs, CancellationToken cancellation)
    {
        var chooser = new StageChooser(uncut.Plan!, uncut.Uncut!.Value, costs, uncut.SharedWeights);
        ModelReading? first = null;
        foreach (var stages in chooser.Choose())
        {
            var reading = ModelReader.Read(type, stages, cancellation);
            if (reading.Plan is not null) return reading;
            first ??= reading;
        }
        return first ?? ModelReader.Refuse(type, uncut, chooser.Refusal);
    }

    /// <summary>Reads the class that is declared at <paramref name="place"/>; where its stages are to be chosen, as one stage.</summary>
    public static ModelReading Read(INamedTypeSymbol type, SyntaxNode place, Compilation compilation, CancellationToken cancellation)
    {
        var declarations = Declarations.Of(compilation);
        var memo = declarations.HasGenerated ? WithGenerated : AsWritten;
        if (memo.Find(place.SyntaxTree, place.SpanStart) is { } known && known.Declarations == declarations
            && known.Trees.All(compilation.ContainsSyntaxTree))
            return known.Reading;
        var reading = ModelReader.Read(type, cancellation);
        memo.Keep(place.SyntaxTree, place.SpanStart, new Entry(declarations, TreesOf(type), reading));
        return reading;
    }

    /// <summary>
    /// The files that a reading looks into: those of the class, and of the classes that it holds, however deep, with their bases.
    /// </summary>
    private static EquatableArray<SyntaxTree> TreesOf(INamedTypeSymbol type)
    {
        var trees = new HashSet<SyntaxTree>();
        Collect(type, trees, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));
        return trees.ToEquatableArray();
    }

    private static void Collect(ITypeSymbol held, HashSet<SyntaxTree> trees, HashSet<ITypeSymbol> seen)
    {
        if (held is IArrayTypeSymbol array) Collect(array.ElementType, trees, seen);
        if (held is not INamedTypeSymbol named || !seen.Add(named)) return;
        foreach (var argument in named.TypeArguments) Collect(argument, trees, seen);
        if (!named.HasSource()) return;
        trees.UnionWith(named.PartsWithBases().Select(part => part.SyntaxTree));
        foreach (var member in named.WithBases().SelectMany(t => t.GetMembers()))
            if (!member.IsStatic && Members.TypeOf(member) is { } type) Collect(type, trees, seen);
    }

    private sealed record Entry(Declarations Declarations, EquatableArray<SyntaxTree> Trees, ModelReading Reading);

    private sealed record Choice(ModelCosts? Costs, StageProfile? Profile, ModelReading Reading);
}
