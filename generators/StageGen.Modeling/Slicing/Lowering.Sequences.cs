using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// What a foreach over dealt lists goes through: a list, or a query that keeps its elements in their places.
internal sealed partial class Lowering
{
    /// <summary>A sequence whose n-th item is made of the n-th elements of dealt lists.</summary>
    /// <param name="Lists">The lists, and how they are written.</param>
    /// <param name="Share">Writes one share of it, from how that is dealt.</param>
    private sealed record DealtSequence(IReadOnlyList<(Submodule Submodule, string Text)> Lists, Func<string, string> Share);

    private DealtSequence? DealtSequenceOf(ExpressionSyntax expression)
    {
        // A Sequential is gone through by its children, a dictionary by its values.
        var inner = GoneThrough(expression);
        if (DealtList(inner ?? expression) is { } list)
        {
            string source = (inner ?? expression).ToString();
            string method = inner is not null && list.Kind == SubmoduleKind.ModuleDict ? "ValuesOf(" : "Of(";
            return new DealtSequence([(list, source)],
                arguments => "global::StageGen.StageShare." + method + source + ", " + arguments + ")");
        }
        var lists = new List<(Submodule Submodule, string Text)>();
        if (!KeepsPlaces(expression, lists) || lists.Count == 0
            || lists.Exists(other => !IsDealtAlike(other.Submodule, lists[0].Submodule)))
            return null;
        string count = CountOf(lists[0]);
        return new DealtSequence(lists,
            arguments => "global::StageGen.StageShare.Of(" + expression + ", " + count + ", " + arguments + ")");
    }

    /// <summary>The list in <c>layers.children()</c>, <c>branches.values()</c> or <c>branches.Values</c>.</summary>
    private static ExpressionSyntax? GoneThrough(ExpressionSyntax list) => list switch
    {
        InvocationExpressionSyntax
        {
            ArgumentList.Arguments.Count: 0,
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "children" or "values" } access
        } => access.Expression,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Values" } access => access.Expression,
        _ => null,
    };

    /// <summary>
    /// Whether the n-th item of <c>blocks.Select((block, i) => (i, block))</c>, <c>blocks.Zip(norms)</c> or the like is made of the n-th
    /// elements of the lists in it, and of nothing else that is staged.
    /// </summary>
    private bool KeepsPlaces(ExpressionSyntax query, List<(Submodule Submodule, string Text)> lists)
    {
        if (DealtList(query) is { Kind: not (SubmoduleKind.Sequential or SubmoduleKind.ModuleDict) } list)
        {
            lists.Add((list, query.ToString()));
            return true;
        }
        if (query is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call) return false;
        var sources = new List<ExpressionSyntax>();
        bool isStatic = access.Expression.ToString() is "Enumerable" or "System.Linq.Enumerable";
        if (!isStatic) sources.Add(access.Expression);
        sources.AddRange(call.ArgumentList.Arguments.Select(argument => argument.Expression));
        int sequences = access.Name.Identifier.ValueText switch
        {
            "Zip" => sources.Count - (sources.Count > 0 && sources[sources.Count - 1] is AnonymousFunctionExpressionSyntax ? 1 : 0),
            "Select" or "Index" or "AsEnumerable" or "Cast" => 1,
            _ => 0,
        };
        return sequences > 0 && sequences <= sources.Count
            && sources.Take(sequences).All(source => KeepsPlaces(source, lists))
            && sources.Skip(sequences).All(function =>
                !BodyWalker.OfExpression(function, members, Find, FindTensor, problems.Fork(), isConditional: true).Total.UsesSubmodules);
    }
}
