using Microsoft.CodeAnalysis;
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

    /// <summary>Reads the class that is declared at <paramref name="place"/>.</summary>
    public static ModelReading Read(INamedTypeSymbol type, SyntaxNode place, Compilation compilation, CancellationToken cancellation)
    {
        var declarations = Declarations.Of(compilation);
        var memo = declarations.HasGenerated ? WithGenerated : AsWritten;
        if (memo.Find(place.SyntaxTree, place.SpanStart) is { } known && known.Declarations == declarations && known.Trees.All(compilation.ContainsSyntaxTree))
            return known.Reading;
        var reading = ModelReader.Read(type, cancellation);
        memo.Keep(place.SyntaxTree, place.SpanStart, new Entry(declarations, TreesOf(type), reading));
        return reading;
    }

    private static EquatableArray<SyntaxTree> TreesOf(INamedTypeSymbol type)
    {
        var trees = new HashSet<SyntaxTree>();
        trees.UnionWith(type.PartsWithBases().Select(part => part.SyntaxTree));
        foreach (var member in type.WithBases().SelectMany(t => t.GetMembers()))
            if (!member.IsStatic && Members.TypeOf(member) is { } held) trees.UnionWith(TreesIn(held));
        return trees.ToEquatableArray();
    }

    private static IEnumerable<SyntaxTree> TreesIn(ITypeSymbol held) => held switch
    {
        IArrayTypeSymbol array => TreesIn(array.ElementType),
        INamedTypeSymbol named => named.WrittenParts().Select(part => part.SyntaxTree).Concat(named.TypeArguments.SelectMany(TreesIn)),
        _ => [],
    };

    private sealed record Entry(Declarations Declarations, EquatableArray<SyntaxTree> Trees, ModelReading Reading);
}
