using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Costs;
using StageGen.Modeling.Reading;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Construction;

/// <summary>
/// Sees in the constructors which submodules share weights, by <c>head.weight = tokens.weight</c> or one module in two fields, and says
/// where the declared devices have no memory that both could use. What is shared elsewhere is found when the pipeline is made.
/// </summary>
internal static class SharedWeights
{
    public static IEnumerable<SharedWeight> Find(ModelMembers members, IEnumerable<SyntaxNode> constructors, ProblemList places)
    {
        foreach (var constructor in constructors)
        {
            ConstructorScope? scope = null;
            foreach (var assignment in constructor.DescendantNodes().OfType<AssignmentExpressionSyntax>())
            {
                if (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) || !MayShare(assignment.Left) || !MayShare(Value(assignment)))
                    continue;
                scope ??= new ConstructorScope(constructor, members);
                if (Sharer(assignment.Left, scope) is { } taker && Sharer(Value(assignment), scope) is { } giver && taker != giver)
                    yield return new SharedWeight(taker.Name, giver.Name, taker.Stages[0], giver.Stages[0],
                        places.PartOf(assignment.SyntaxTree), assignment.Span);
            }
        }
    }

    public static void Check(EquatableArray<SharedWeight> shared, ModelPlan plan, ProblemList problems)
    {
        if (shared.Count == 0 || plan.Devices.Count == 0 || DeclaredDevices.Of(plan) is not { } devices) return;
        foreach (var one in shared)
        {
            string taker = devices.NameOf(plan, one.TakersStage), giver = devices.NameOf(plan, one.GiversStage);
            if (DeclaredDevices.AreOneMemory(taker, giver)) continue;
            problems.Add(Rules.SharedApart, one.Part, one.Span, one.Taker, one.Giver, Text.Number(one.TakersStage), taker,
                Text.Number(one.GiversStage), giver);
        }
    }

    /// <summary>What an assignment gives: in <c>early = late = Linear(4, 4)</c> it is what <c>late</c> then holds.</summary>
    private static ExpressionSyntax Value(AssignmentExpressionSyntax assignment) =>
        assignment.Right is AssignmentExpressionSyntax next ? next.Left : assignment.Right;

    private static bool MayShare(ExpressionSyntax expression) => ConstructorScope.Bare(expression) switch
    {
        IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } => true,
        MemberAccessExpressionSyntax weight =>
            IsWeight(weight) && !weight.DescendantNodes().Any(node => node is InvocationExpressionSyntax),
        _ => false,
    };

    /// <summary>The submodule that an expression is, or of which it is a weight.</summary>
    private static ModelMember? Sharer(ExpressionSyntax expression, ConstructorScope scope)
    {
        var member = scope.Member(expression)
            ?? (ConstructorScope.Bare(expression) is MemberAccessExpressionSyntax weight && IsWeight(weight) ? scope.Root(weight) : null);
        return member is { IsCollection: false, Submodule: { IsStateless: false, First: >= 0 } } ? member : null;
    }

    private static bool IsWeight(MemberAccessExpressionSyntax access) =>
        access.Name.Identifier.ValueText is var name
        && (name.EndsWith("weight", StringComparison.OrdinalIgnoreCase) || name.EndsWith("bias", StringComparison.OrdinalIgnoreCase));
}
