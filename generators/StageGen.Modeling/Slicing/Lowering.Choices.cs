using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Choices between expressions of several stages: ?: and switch.
internal sealed partial class Lowering
{
    private bool MustChoose(ExpressionSyntax choice)
    {
        if (Branches(choice) is not { } branches) return false;
        var uses =
            branches.ConvertAll(branch => BodyWalker.OfExpression(branch, members, Find, FindTensor, problems.Fork(), isConditional: true));
        var staged = uses.SelectMany(own => own.Staged).ToList();
        // A module is not a value that a stage could hand on.
        if (staged.Exists(use => use.Call is null && branches.Exists(branch => use.Node == Bare(branch)))) return false;
        if (staged.Exists(use => use.Inline is not null)) return true;
        var all = uses.Aggregate(StageNeed.None, (need, own) => need.And(own.Total));
        return all.UsesSubmodules && (all.FirstUsed != all.LastUsed || all.Stage != all.LastUsed);
    }

    /// <summary>The expressions of which one is taken; null for what is no choice, or one that cannot be taken apart.</summary>
    private static List<ExpressionSyntax>? Branches(ExpressionSyntax choice) =>
        choice.DescendantNodes().Any(node => node is SingleVariableDesignationSyntax or WhenClauseSyntax) ? null : choice switch
        {
            ConditionalExpressionSyntax condition =>
                [.. new[] { condition.WhenTrue, condition.WhenFalse }.Where(branch => branch is not ThrowExpressionSyntax)],
            SwitchExpressionSyntax several =>
                [.. several.Arms.Select(arm => arm.Expression).Where(branch => branch is not ThrowExpressionSyntax)],
            _ => null,
        };

    private void LowerChoice(Variable variable, ExpressionSyntax choice, string comment)
    {
        Alternative Taking(Term term, ExpressionSyntax branch) =>
            new(term, [branch], () => LowerGiving(variable, Bare(branch), "=", "", isUsing: false), variable);
        if (choice is ConditionalExpressionSyntax condition)
        {
            var term = LowerCondition(condition.Condition, comment);
            // What is thrown gives no value, and comes first: the other branch then runs as if it stood alone.
            if (condition.WhenTrue is ThrowExpressionSyntax early)
                LowerAlternatives([Throwing(term, early), Taking(term.Not(), condition.WhenFalse)]);
            else if (condition.WhenFalse is ThrowExpressionSyntax late)
                LowerAlternatives([Throwing(term.Not(), late), Taking(term, condition.WhenTrue)]);
            else LowerAlternatives([Taking(term, condition.WhenTrue), Taking(term.Not(), condition.WhenFalse)]);
            return;
        }
        var several = (SwitchExpressionSyntax)choice;
        // What is thrown where nothing fits is thrown where it is found out.
        var arms = several.Arms.Select(
            (arm, i) => arm.Pattern + " => " + (arm.Expression is ThrowExpressionSyntax ? arm.Expression.ToString() : Text.Number(i)));
        var section = LowerSection(several.GoverningExpression, string.Join(", ", arms), comment);
        LowerAlternatives([.. several.Arms.Select((arm, i) => (Arm: arm, Index: i))
            .Where(item => item.Arm.Expression is not ThrowExpressionSyntax)
            .Select(item => Taking(SectionTerm(section, item.Index), item.Arm.Expression))]);
    }

    private Alternative Throwing(Term term, ThrowExpressionSyntax branch) => new(term, [branch], () =>
    {
        var uses = Walk(branch.Expression);
        uses.Effects.Add(branch.Expression.Span);
        var cut = Cut(branch.Expression, uses, uses.Total.Stage);
        Add(new Step { Form = StepForm.Verbatim, Text = "throw " + TextOf(branch.Expression, uses, cut) + ";" }, uses, cut,
            branch.Expression.Span, uses.Total.Stage);
    });

    /// <summary>Which of several branches is taken, as a number.</summary>
    private Variable LowerSection(ExpressionSyntax on, string arms, string comment)
    {
        var variable = new Variable(names.Numbered("section"), VariableKind.Local, CodeType.Plain("int"), "int");
        var uses = Walk(on);
        var cut = Cut(on, uses, uses.Total.Stage);
        var step = new Step { Form = StepForm.Assign, Text = TextOf(on, uses, cut) + " switch { " + arms + " }", Comment = comment };
        Add(step, uses, cut, on.Span, uses.Total.Stage);
        if (IsGuarded) Keep(variable, step, on.Span);
        Give(variable, step);
        return variable;
    }

    private static Term SectionTerm(Variable section, int index) =>
        new(section.Name + " == " + Text.Number(index), section.Name + " != " + Text.Number(index), section);
}
