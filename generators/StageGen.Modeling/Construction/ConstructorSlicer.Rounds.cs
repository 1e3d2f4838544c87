using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Construction;

// Loops over parameters and modules: each round is seeded by the name of what it has, so that it draws the same whichever are there.
internal sealed partial class ConstructorSlicer
{
    private static readonly Dictionary<string, string> Enumerators = new(StringComparer.Ordinal)
    {
        ["parameters"] = "Parameters",
        ["named_parameters"] = "NamedParameters",
        ["buffers"] = "Buffers",
        ["named_buffers"] = "NamedBuffers",
        ["modules"] = "Modules",
        ["named_modules"] = "NamedModules",
        ["children"] = "Children",
        ["named_children"] = "NamedChildren",
    };

    /// <summary>
    /// What stands for the expression that a loop goes over, without the number of the statement; null where the loop is none of these.
    /// </summary>
    private (string Before, string After)? GoesOver(ExpressionSyntax expression)
    {
        if (expression is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } call && OwnMethod(call) is { } name
            && Enumerators.TryGetValue(name, out string? enumerator) && members.Helpers(name).Count == 0)
            return ("." + enumerator + "(", ", this)");
        return scope.Member(expression) is { IsCollection: true, Submodule.Kind: SubmoduleKind.ModuleList or SubmoduleKind.Array } member
            ? (".Elements(", ", \"" + member.Name + "\", " + expression + ")")
            : null;
    }

    private void VisitRounds(CommonForEachStatementSyntax loop, (string Before, string After) over)
    {
        if (tied && loop.Expression is InvocationExpressionSyntax) RefuseAfterTie(loop.Expression);
        foreach (var mention in Staged(loop.Statement))
            Refuse(mention.Node, "'" + mention.Member.Name + "', in a loop over others,", "work on it in a statement of its own");
        CheckRounds(loop);
        CheckWhole(loop.Statement);
        Replace(loop.Expression, build + over.Before + Text.Number(++statements) + over.After);
    }

    /// <summary>No round may know of another: where only some stages are built, there are fewer.</summary>
    private void CheckRounds(SyntaxNode code)
    {
        if (effects.Of(code) is { } effect)
            Refuse(effect.Node, "'" + Short(effect.Node) + "', which " + effect.What + ",",
                "where only some stages are built there are fewer rounds; let each round depend on its own module alone");
        foreach (var jump in code.DescendantNodes()
            .Where(node => node is BreakStatementSyntax or ReturnStatementSyntax && !IsOfInner(node, code)))
            Refuse(jump, "'" + jump + "' out of a loop over modules",
                "where only some stages are built there are fewer rounds; decide in each round by itself");
    }

    private static bool IsOfInner(SyntaxNode jump, SyntaxNode loop) => jump.Ancestors().TakeWhile(outer => outer != loop).Any(outer =>
        outer is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
        || (jump is BreakStatementSyntax
            && outer is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
                or SwitchSectionSyntax))
        || (loop is AnonymousFunctionExpressionSyntax && jump is ReturnStatementSyntax);

    private void RefuseAfterTie(SyntaxNode node) =>
        Refuse(node, "'" + Short(node) + "' after weights were tied over stages",
            "which name a shared weight goes by depends on what is built; tie weights last");
}
