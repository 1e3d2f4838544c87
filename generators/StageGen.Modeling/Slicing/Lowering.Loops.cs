using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Loops over dealt lists: each stage runs its share of the rounds.
internal sealed partial class Lowering
{
    /// <summary>The dealt list that <c>foreach (var block in blocks)</c> goes through, or null.</summary>
    private Submodule? DealtList(CommonForEachStatementSyntax loop)
    {
        var list = loop.Expression;
        // A Sequential is gone through by its children.
        return DealtList(GoneThrough(list) ?? list);
    }

    /// <summary>The list in <c>layers.children()</c>, <c>branches.values()</c> or <c>branches.Values</c>.</summary>
    private static ExpressionSyntax? GoneThrough(ExpressionSyntax list) => list switch
    {
        InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "children" or "values" } access } => access.Expression,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Values" } access => access.Expression,
        _ => null,
    };

    /// <summary>The dealt list whose indices <c>for (int i = 0; i &lt; blocks.Count; i++)</c> goes through, or null.</summary>
    private Submodule? DealtList(ForStatementSyntax loop)
    {
        bool countsFromZero = loop is
        {
            Declaration.Variables: [{ Initializer.Value: LiteralExpressionSyntax { Token.Value: 0 } } counter],
            Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression, Left: IdentifierNameSyntax left },
            Incrementors: [var increment],
        } && left.Identifier.ValueText == counter.Identifier.ValueText && IsIncrement(increment, counter.Identifier.ValueText);
        return countsFromZero && CountedList(loop) is { } list ? DealtList(list) : null;
    }

    /// <summary>The list in <c>i &lt; list.Count</c>.</summary>
    private static ExpressionSyntax? CountedList(ForStatementSyntax loop) =>
        loop.Condition is BinaryExpressionSyntax { Right: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length" } count } ? count.Expression : null;

    private static bool IsIncrement(ExpressionSyntax increment, string counter) => increment switch
    {
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression, Operand: IdentifierNameSyntax name } => name.Identifier.ValueText == counter,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression, Operand: IdentifierNameSyntax name } => name.Identifier.ValueText == counter,
        _ => false,
    };

    private Submodule? DealtList(ExpressionSyntax expression)
    {
        var submodule = expression switch
        {
            IdentifierNameSyntax name when Find(name.Identifier.ValueText) is null => members.Submodule(name.Identifier.ValueText),
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => members.Submodule(access.Name.Identifier.ValueText),
            _ => null,
        };
        return submodule is { IsDealt: true } ? submodule : null;
    }

    private void LowerDealtLoop(CommonForEachStatementSyntax loop, Submodule list)
    {
        var inner = GoneThrough(loop.Expression);
        string source = (inner ?? loop.Expression).ToString();
        string method = inner is not null && list.Kind == SubmoduleKind.ModuleDict ? "ValuesOf(" : "Of(";
        LowerDealtLoop(loop, loop.Statement, list, other => other == list,
            part => ("", [(loop.Expression.Span, "global::StageGen.StageShare." + method + source + ", " + ShareArguments(list, part) + ")")]));
    }

    private void LowerDealtLoop(ForStatementSyntax loop, Submodule list)
    {
        string share = names.Unique("share");
        var start = loop.Declaration!.Variables[0].Initializer!.Value;
        var count = ((BinaryExpressionSyntax)loop.Condition!).Right;
        // Lists dealt alike share the index: blocks[i] and norms[i] are in the same stage.
        LowerDealtLoop(loop, loop.Statement, list, other => other.First == list.First && other.Last == list.Last && other.Split == list.Split,
            part => ("var " + share + " = global::StageGen.StageShare.Bounds(" + count + ", " + ShareArguments(list, part) + ");\n",
                [(start.Span, share + ".Start"), (count.Span, share + ".End")]));
    }

    private void LowerDealtLoop(StatementSyntax loop, StatementSyntax body, Submodule list, Predicate<Submodule> covers,
        Func<int, (string Before, List<(TextSpan Span, string Text)> Replacements)> cut)
    {
        if (FindBreak(body) is { } escape)
        {
            problems.Add(Rules.NotSupportedYet, escape, "leaving a loop over several stages", "put what is skipped under an if");
            return;
        }
        string comment = Text.CommentAbove(loop);
        for (int part = 0; part < list.Parts; part++)
        {
            int stage = list.First + part;
            var uses = BodyWalker.OfStatement(loop, members, Find, FindTensor, problems, (stage, covers));
            submodules.UnionWith(uses.Submodules);
            foreach (var use in uses.Staged)
                if (use.First != stage || use.Last != stage)
                    problems.Add(Rules.NotSupportedYet, use.Node,
                        "'" + use.Name + "', used in a loop over stages " + Text.Number(list.First) + " to " + Text.Number(list.Last) + " but in stage " + Text.Number(use.First) + ",",
                        "deal it like '" + list.Name + "', one element a round, or call it outside the loop");
            var (before, replacements) = cut(part);
            var own = new CutExpression();
            var added = ListsAddedTo(loop, uses, own);
            CheckReads(uses, stage, own);
            var step = new Step
            {
                Form = StepForm.Verbatim,
                Text = added.Around(before + Text.Of(loop, [.. replacements, .. own.Replacements, .. uses.Substitutions])),
                Comment = comment,
            };
            Add(step, uses, own, loop.Span, stage);
            Append(added, step, loop.Span);
        }
    }

    /// <summary>A break out of this loop: it would have to stop the rounds of later stages as well.</summary>
    private static SyntaxNode? FindBreak(StatementSyntax body) =>
        body.DescendantNodesAndSelf(node => node == body || node is not (ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
                or SwitchStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .FirstOrDefault(node => node is BreakStatementSyntax);
}
