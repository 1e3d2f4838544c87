using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Loops over dealt lists: each stage runs its share of the rounds.
internal sealed partial class Lowering
{
    /// <summary>How a loop is written for one part of the lists it goes through: lines before it, and what is replaced in it.</summary>
    private sealed record LoopShare(string Before, List<(TextSpan Span, string Text)> Replacements);

    private bool LowerDealtLoop(StatementSyntax statement)
    {
        switch (statement)
        {
            case CommonForEachStatementSyntax loop when DealtSequenceOf(loop.Expression) is { } sequence:
                LowerDealtLoop(loop, sequence);
                return true;
            case ForStatementSyntax loop when IndexedLists(loop) is { Count: > 0 } lists:
                LowerDealtLoop(loop, lists);
                return true;
            default:
                return false;
        }
    }

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

    private void LowerDealtLoop(CommonForEachStatementSyntax loop, DealtSequence sequence)
    {
        var list = sequence.Lists[0].Submodule;
        LowerDealtLoop(loop, loop.Statement, list, (_, place) => loop.Expression.Span.Contains(place.Span),
            part =>
                new LoopShare(RequireAlike(sequence.Lists, part), [(loop.Expression.Span, sequence.Share(ShareArguments(list, part)))]));
    }

    private void LowerDealtLoop(ForStatementSyntax loop, List<(Submodule Submodule, string Text)> lists)
    {
        string counter = loop.Declaration!.Variables[0].Identifier.ValueText;
        string share = names.Unique("share");
        var list = lists[0].Submodule;
        var all = GoesThroughAll(loop, list);
        string count = all?.End.ToString() ?? CountOf(lists[0]);
        LowerDealtLoop(loop, loop.Statement, list, (other, place) => IsElementAt(place, counter) && IsDealtAlike(other, list),
            part => new LoopShare(
                "var " + share + " = global::StageGen.StageShare.Bounds(" + count + ", " + ShareArguments(list, part) + ");\n"
                    + RequireAlike(lists, part),
                all is { } bounds
                    ? [(bounds.Start.Span, share + ".Start"), (bounds.End.Span, share + ".End")]
                    : [(loop.CloseParenToken.Span,
                        ") if (" + share + ".Start <= " + counter + " && " + counter + " < " + share + ".End)")]));
    }

    private static bool IsDealtAlike(Submodule one, Submodule other) => one.First == other.First && one.Last == other.Last;

    private static string CountOf((Submodule Submodule, string Text) list) =>
        list.Submodule.Kind == SubmoduleKind.Array ? "global::System.Linq.Enumerable.Count(" + list.Text + ")" : list.Text + ".Count";

    /// <summary>
    /// The dealt lists of whose elements a for loop takes those at its counter, which it counts upwards; none where it does not.
    /// </summary>
    private List<(Submodule Submodule, string Text)> IndexedLists(ForStatementSyntax loop)
    {
        if (loop is not { Declaration.Variables: [{ Initializer: not null } counter, ..], Incrementors: [var increment] }) return [];
        string name = counter.Identifier.ValueText;
        if (!CountsUp(increment, name) || Captures.Writes(loop.Statement, name)) return [];
        var lists = loop.Statement.DescendantNodesAndSelf().OfType<ElementAccessExpressionSyntax>()
            .Where(element => IsElementAt(element, name))
            .Select(element => (Submodule: DealtList(element.Expression), Text: element.Expression.ToString()))
            .Where(list => list.Submodule is not null).GroupBy(list => list.Submodule!)
            .Select(group => (Submodule: group.Key, group.First().Text)).ToList();
        // The one that the loop counts comes first: it says how the rounds are dealt.
        int counted = lists.FindIndex(list => GoesThroughAll(loop, list.Submodule) is not null);
        return counted > 0 ? [lists[counted], .. lists.Where((_, i) => i != counted)] : lists;
    }

    private static bool IsElementAt(ExpressionSyntax place, string counter) =>
        place is ElementAccessExpressionSyntax { ArgumentList.Arguments: [{ Expression: IdentifierNameSyntax index }] }
        && index.Identifier.ValueText == counter;

    private static bool CountsUp(ExpressionSyntax increment, string counter) => increment switch
    {
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression, Operand: IdentifierNameSyntax name } =>
            name.Identifier.ValueText == counter,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression, Operand: IdentifierNameSyntax name } =>
            name.Identifier.ValueText == counter,
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression, Left: IdentifierNameSyntax name,
            Right: LiteralExpressionSyntax { Token.Value: > 0 } } =>
            name.Identifier.ValueText == counter,
        _ => false,
    };

    /// <summary>The bounds of <c>for (int i = 0; i &lt; list.Count; i++)</c>; null where a loop has others.</summary>
    private (ExpressionSyntax Start, ExpressionSyntax End)? GoesThroughAll(ForStatementSyntax loop, Submodule list) =>
        loop is
        {
            Declaration.Variables: [{ Initializer.Value: LiteralExpressionSyntax { Token.Value: 0 } start } counter],
            Condition: BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.LessThanExpression,
                Left: IdentifierNameSyntax left,
                Right: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length" } count,
            },
            Incrementors: [not AssignmentExpressionSyntax],
        } && left.Identifier.ValueText == counter.Identifier.ValueText && DealtList(count.Expression) == list ? (start, count) : null;

    /// <summary>Elements that one round uses must be of one stage: where lists have several lengths, they may not be.</summary>
    private static string RequireAlike(IReadOnlyList<(Submodule Submodule, string Text)> lists, int part) =>
        string.Concat(lists.Skip(1).Select(other =>
            "global::StageGen.StageShare.RequireAlike(" + NamedBounds(lists[0], part) + ", " + NamedBounds(other, part) + ");\n"));

    private static string NamedBounds((Submodule Submodule, string Text) list, int part) =>
        "\"" + list.Submodule.Name + "\", global::StageGen.StageShare.Bounds(" + CountOf(list) + ", "
        + ShareArguments(list.Submodule, part) + ")";

    private void LowerDealtLoop(StatementSyntax loop, StatementSyntax body, Submodule list, Func<Submodule, ExpressionSyntax, bool> covers,
        Func<int, LoopShare> cut)
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
            var uses = BodyWalker.OfStatement(loop, members, Find, FindTensor, problems, new BodyWalker.Share(stage, covers));
            submodules.UnionWith(uses.Submodules);
            foreach (var use in uses.Staged)
                if (use.First != stage || use.Last != stage)
                    problems.Add(Rules.NotSupportedYet, use.Node,
                        "'" + use.Name + "', used in a loop over stages " + Text.Number(list.First) + " to " + Text.Number(list.Last)
                            + " but in stage " + Text.Number(use.First) + ",",
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
        body.DescendantNodesAndSelf(
            node => node == body || node is not (ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
                    or SwitchStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .FirstOrDefault(node => node is BreakStatementSyntax);
}
