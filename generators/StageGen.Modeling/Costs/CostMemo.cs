using Microsoft.CodeAnalysis;
using StageGen.Modeling.Costs.Interpretation;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Costs;

/// <summary>
/// Reads the costs of a class, or remembers them: while the files of all classes that were run are unchanged, the names in them mean what
/// they meant, and the model is cut as it was.
/// </summary>
public static class CostMemo
{
    // A class whose stages are chosen is priced twice: as one stage, and in those.
    private static readonly TreeMemo<Entry> Cut = new(), Uncut = new();

    /// <summary>
    /// Reads the costs of the class that is declared at <paramref name="place"/>, of which <paramref name="reading"/> was read.
    /// </summary>
    public static CostReading Read(INamedTypeSymbol type, SyntaxNode place, Compilation compilation, ModelReading reading,
        CancellationToken cancellation)
    {
        var declarations = Declarations.Of(compilation);
        var memo = reading.Uncut is null ? Cut : Uncut;
        if (memo.Find(place.SyntaxTree, place.SpanStart) is { } known && known.Trees.All(compilation.ContainsSyntaxTree)
            && (ReferenceEquals(known.Plan, reading.Plan) || known.Plan == reading.Plan))
        {
            if (known.Declarations.Contains(declarations)) return known.Reading;
            if (known.StillHolds(type, new TypeTable(compilation)))
            {
                memo.Keep(place.SyntaxTree, place.SpanStart, known with { Declarations = new([declarations, known.Declarations[0]]) });
                return known.Reading;
            }
        }
        var types = new TypeTable(compilation);
        var costs = CostReader.Read(type, types, reading, cancellation);
        memo.Keep(place.SyntaxTree, place.SpanStart, new Entry(new([declarations]), types.Trees.ToEquatableArray(), reading.Plan,
            TypeLookup.PlacesOf(type), types.OnlyLiterals, types.Lookups, types.Foreign, types.Extensions, costs));
        return costs;
    }

    private sealed record Entry(
        EquatableArray<Declarations> Declarations,
        EquatableArray<SyntaxTree> Trees,
        ModelPlan? Plan,
        EquatableArray<(SyntaxTree? Tree, int Start)> Places,
        bool OnlyLiterals,
        List<TypeLookup> Lookups,
        HashSet<string> Foreign,
        List<(string Method, EquatableArray<(SyntaxTree? Tree, int Start)> Found)> Extensions,
        CostReading Reading)
    {
        /// <summary>Whether an edit of declarations elsewhere has changed the meaning of no name that was run.</summary>
        public bool StillHolds(INamedTypeSymbol type, TypeTable types) =>
            OnlyLiterals && TypeLookup.PlacesOf(type) == Places && Foreign.All(types.IsForeign) && Lookups.TrueForAll(types.StillHolds)
            && Extensions.TrueForAll(types.StillHolds);
    }
}
