using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Construction;

/// <summary>
/// Finds the submodules that others are made from or share weights with, as <c>head.weight = tokens.weight</c> says: where the one is
/// built, the other is made as well.
/// </summary>
internal static class Dependencies
{
    public static void Find(ModelMembers members, IEnumerable<SyntaxNode> constructors)
    {
        var edges = new List<(ModelMember Of, ModelMember On)>();
        foreach (var constructor in constructors)
        {
            var scope = new ConstructorScope(constructor, members);
            var lists = new ModuleLists(constructor, scope, members);
            foreach (var statement in constructor.DescendantNodes()
                .Where(node => node is ExpressionStatementSyntax or ArrowExpressionClauseSyntax))
            {
                var expression = statement is ExpressionStatementSyntax simple
                    ? simple.Expression
                    : ((ArrowExpressionClauseSyntax)statement).Expression;
                var owners = Owners(expression, scope, lists).ToList();
                foreach (var mention in scope.Mentions(expression)
                    .Where(mention => mention.Member.IsStaged && !mention.Member.IsCollection))
                    foreach (var owner in owners.Where(owner => owner != mention.Member && owner.IsStaged))
                        edges.Add((owner, mention.Member));
            }
        }
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (var (of, on) in edges)
            {
                int before = on.NeededBy.Count;
                on.NeededBy.UnionWith(of.NeededBy);
                changed |= on.NeededBy.Count > before;
            }
        }
    }

    /// <summary>The members that a statement makes, or changes.</summary>
    private static IEnumerable<ModelMember> Owners(ExpressionSyntax expression, ConstructorScope scope, ModuleLists lists)
    {
        while (expression is AssignmentExpressionSyntax assignment)
        {
            var place = assignment.Left is ElementAccessExpressionSyntax element ? element.Expression : assignment.Left;
            if ((scope.Root(place) ?? lists.End(place)) is { } target) yield return target;
            expression = assignment.Right;
        }
        if (expression is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "append" or "extend" or "AddRange" } access
        }
            && (scope.Member(access.Expression) ?? lists.End(access.Expression)) is { } collection) yield return collection;
    }
}
