using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>
/// The submodules whose stages are to be chosen, in the order in which <c>forward</c> comes to them, as far as its syntax tells.
/// </summary>
internal static class UncutFields
{
    public static IEnumerable<UncutField> Of(Forward forward, IReadOnlyList<Submodule> submodules)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in forward.Syntax.DescendantNodes().OfType<SimpleNameSyntax>())
            if (!places.ContainsKey(name.Identifier.ValueText)) places[name.Identifier.ValueText] = PlaceOf(name);
        // What forward does not name, as only a helper does, stands behind what is declared before it.
        int last = 0;
        var all = new List<(Submodule Submodule, int Place)>();
        foreach (var submodule in submodules.Where(submodule => submodule.First >= 0))
            all.Add((submodule, last = places.TryGetValue(submodule.Name, out int place) ? place : last));
        return all.OrderBy(one => one.Place)
            .Select(one => new UncutField(one.Submodule.Name, one.Submodule.IsDealable, one.Submodule.MayBeNull));
    }

    /// <summary>Where a submodule runs: in <c>head.call(norm.call(x))</c> the argument before the call.</summary>
    private static int PlaceOf(SimpleNameSyntax name) =>
        name.Ancestors().TakeWhile(node => node is not StatementSyntax).OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call => call.Expression.Span.Contains(name.Span))?.Span.End
            ?? name.Span.End;
}
