using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>What cutting an expression took out of it: which spans are replaced by which names, and the versions behind these.</summary>
internal sealed class CutExpression
{
    public List<(TextSpan Span, string Text)> Replacements { get; } = [];

    public List<(Version Version, TextSpan Span)> Parts { get; } = [];

    /// <summary>What was taken out and is changed in place by what is left.</summary>
    public List<(Variable Variable, TextSpan Span)> Changed { get; } = [];

    public void Replace(SyntaxNode node, Variable by)
    {
        Replacements.Add((node.Span, by.Name));
        Parts.Add((by.Current!, node.Span));
    }
}

// Expressions that reach over a border between stages.
internal sealed partial class Lowering
{
    /// <summary>
    /// Prepares an expression to run at <paramref name="stage"/>: every largest sub-expression that lower stages can compute, be it
    /// by their submodules or from what they have made, becomes a step there, under a name.
    /// </summary>
    private CutExpression Cut(ExpressionSyntax expression, Uses uses, int stage)
    {
        var cut = new CutExpression();
        Cut(expression, new CutContext(uses, cut, stage, null, false, []));
        return cut;
    }

    /// <summary>
    /// Where a cut is: the stage the code around runs in, the submodule whose argument this is (for a good name), whether
    /// the code may not run at all, so that it cannot be taken out, and what was taken out so far.
    /// </summary>
    private sealed record CutContext(Uses Uses, CutExpression Result, int Stage, string? Consumer, bool Conditional, List<TextSpan> Taken)
    {
        public void Replace(SyntaxNode node, Variable by)
        {
            Result.Replace(node, by);
            if (IsChanged(node)) Result.Changed.Add((by, node.Span));
            Taken.Add(node.Span);
        }

        /// <summary>Whether what is left changes it in place, itself or what sees its memory: <c>node.view(n).add_(x)</c>.</summary>
        private bool IsChanged(SyntaxNode node)
        {
            for (var place = node; place is ExpressionSyntax; place = place.Parent)
            {
                if (Uses.Changed.Contains(place)) return true;
                bool isReceiver = place.Parent switch
                {
                    MemberAccessExpressionSyntax access =>
                        access.Expression == place && Sharing.SeesTheSame(access.Name.Identifier.ValueText),
                    ElementAccessExpressionSyntax element => element.Expression == place,
                    InvocationExpressionSyntax call => call.Expression == place,
                    _ => place.Parent is ParenthesizedExpressionSyntax,
                };
                if (!isReceiver) return false;
            }
            return false;
        }
    }

    private void Cut(SyntaxNode node, CutContext context)
    {
        if (node is not ExpressionSyntax expression)
        {
            foreach (var child in node.ChildNodes()) Cut(child, context);
            return;
        }

        var need = context.Uses.NeedOf(node);
        if (!need.UsesSubmodules)
        {
            // What depends on no stage, and what may not run, stays where it is used.
            if (need.Stage < 0 || context.Conditional) return;
            if (StageOfOperands(expression, context) is >= 0 and var own) context.Replace(node, Hoist(expression, own, context));
            else CutChildren(expression, context);
            return;
        }
        var use = context.Uses.Staged.FirstOrDefault(staged => staged.Node == node);
        bool belowStage = need.Stage < context.Stage && IsHoistable(expression);

        // A dealt list in it is a problem of its own.
        if (node is AnonymousFunctionExpressionSyntax && need.FirstUsed != need.LastUsed
            && !context.Uses.Staged.Exists(staged => staged.IsElementOfDealt && node.Span.Contains(staged.Node.Span)))
        {
            problems.Add(Rules.NotSupportedYet, node,
                "a lambda that uses submodules of stages " + Text.Number(need.FirstUsed) + " to " + Text.Number(need.LastUsed),
                "make it a local function, which is cut where it is called, or write its statements into forward");
            return;
        }

        if (context.Conditional && (use is { IsTakenApart: true } || belowStage))
        {
            problems.Add(Rules.NotSupportedYet, node,
                "a condition whose branches run in stage " + Text.Number(context.Stage) + " and before it",
                "compute '" + Shorten(expression.ToString()) + "' in a line of its own, above");
            return;
        }
        if (use is { Inline: not null })
        {
            context.Replace(node, LowerInline(use, null, ""));
            return;
        }
        if (use is { IsDealtCall: true })
        {
            context.Replace(node, LowerDealtCall(use, context.Uses, null, ""));
            return;
        }
        if (!context.Conditional && MustChoose(expression))
        {
            var chosen = new Variable(names.Unique(NameFor(expression, context)), VariableKind.Local, types.Of(expression), "var")
            {
                Origin = expression
            };
            LowerChoice(chosen, expression, "");
            context.Replace(node, chosen);
            return;
        }
        if (belowStage)
        {
            context.Replace(node, Hoist(expression, need.Stage, context));
            return;
        }
        if (use is { Call: null }) CheckMention(use, context.Stage);
        CutChildren(expression, use?.Call is not null ? context with { Consumer = use.Name } : context);
    }

    private void CutChildren(ExpressionSyntax expression, CutContext context)
    {
        var conditional = context with { Conditional = true };
        switch (expression)
        {
            case ConditionalExpressionSyntax choice:
                Cut(choice.Condition, context);
                Cut(choice.WhenTrue, conditional);
                Cut(choice.WhenFalse, conditional);
                break;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression
                or (int)SyntaxKind.CoalesceExpression } binary:
                Cut(binary.Left, context);
                Cut(binary.Right, conditional);
                break;
            case ConditionalAccessExpressionSyntax access:
                Cut(access.Expression, context);
                Cut(access.WhenNotNull, conditional);
                break;
            case SwitchExpressionSyntax choice:
                Cut(choice.GoverningExpression, context);
                foreach (var arm in choice.Arms) Cut(arm, conditional);
                break;
            case AnonymousFunctionExpressionSyntax function:
                Cut(function.Body, conditional);
                break;
            case QueryExpressionSyntax query:
                Cut(query.FromClause.Expression, context);
                Cut(query.Body, conditional);
                break;
            default:
                foreach (var child in expression.ChildNodes()) Cut(child, context);
                break;
        }
    }

    /// <summary>Whether the expression has a value of its own that a local can hold.</summary>
    private static bool IsHoistable(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax invocation } access => invocation.Expression != access,
        InvocationExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or BinaryExpressionSyntax
            or ConditionalExpressionSyntax or CastExpressionSyntax or SwitchExpressionSyntax or IsPatternExpressionSyntax => true,
        PrefixUnaryExpressionSyntax unary =>
            unary.Kind() is SyntaxKind.UnaryMinusExpression or SyntaxKind.LogicalNotExpression or SyntaxKind.BitwiseNotExpression,
        _ => false,
    };

    private Variable Hoist(ExpressionSyntax expression, int stage, CutContext context)
    {
        var cut = new CutExpression();
        Cut(expression, context with { Result = cut, Stage = stage });
        var variable = new Variable(names.Unique(NameFor(expression, context)), VariableKind.Local, types.Of(expression), "var")
        {
            Origin = expression
        };
        var step = new Step
        {
            Form = StepForm.Assign, Text = TextOf(expression, context.Uses, cut), Origin = PlaceOf(expression, expression.Span)
        };
        Add(step, context.Uses, cut, expression.Span, stage);
        Give(variable, step);
        sharing.Give(variable, expression, Find);
        return variable;
    }

    /// <summary>
    /// <c>normOut</c> for a call of norm, <c>headIn</c> for what is computed for head, <c>reluOut</c> or <c>xValue</c> for what is computed
    /// for neither.
    /// </summary>
    private static string NameFor(ExpressionSyntax expression, CutContext context)
    {
        if (context.Uses.Staged.FirstOrDefault(use => use.Call == expression) is { } call) return Names.Local(call.Name) + "Out";
        if (context.Consumer is not null) return Names.Local(context.Consumer) + "In";
        if (context.Uses.Staged.FirstOrDefault(use => expression.Span.Contains(use.Node.Span)) is { } inner)
            return Names.Local(inner.Name) + "Out";
        return expression is InvocationExpressionSyntax ? Names.Function(CalledName(expression)) + "Out"
            : context.Uses.Reads.First(read => expression.Span.Contains(read.Span)).Variable.Name.TrimStart('@') + "Value";
    }

    /// <summary>
    /// Runs a dealt <c>Sequential</c>: one step a stage, each on what the one before gave. The last version of the variable is
    /// the result; <paramref name="target"/> is the variable it goes to, or null for one of its own.
    /// </summary>
    private Variable LowerDealtCall(StagedUse use, Uses uses, Variable? target, string comment)
    {
        var call = use.Call!;
        var cut = new CutExpression();
        Cut(call.ArgumentList, new CutContext(uses, cut, use.First, use.Name, false, []));
        string list = call.Expression is MemberAccessExpressionSyntax access ? access.Expression.ToString() : use.Name;
        string input = string.Join(", ", call.ArgumentList.Arguments.Select(argument => TextOf(argument.Expression, uses, cut)));
        target ??= new Variable(names.Unique(Names.Local(use.Name) + "Out"), VariableKind.Local, CodeType.Tensor(forward.Tensor), "var");
        for (int part = 0; part <= use.Last - use.First; part++)
        {
            var step = new Step
            {
                Form = StepForm.Assign,
                Text = "global::StageGen.StageShare.Call(" + list + ", " + (part == 0 ? input : target.Name) + ", "
                    + ShareArguments(use.Submodule!, part) + ")",
                Comment = part == 0 ? comment : "",
                Origin = place,
            };
            if (part == 0) Add(step, uses, cut, call.ArgumentList.Span, use.First);
            else
            {
                step.Reads.Add((target.Current!, call.Span));
                step.PlaceIn(use.First + part);
                if (IsGuarded) _ = Guard(step, call.Span, use.First + part);
                steps.Add(step);
            }
            Give(target, step);
        }
        return target;
    }

    /// <summary>Which part of a dealt list: the last arguments of the methods of <c>StageShare</c>.</summary>
    public static string ShareArguments(Submodule list, int part)
    {
        string split = list.Split.Count == 0 ? "" : ", split: [" + string.Join(", ", list.Split.Select(Text.Number)) + "]";
        return "part: " + Text.Number(part) + ", parts: " + Text.Number(list.Parts) + split;
    }

    private void CheckMention(StagedUse use, int stage)
    {
        if (use.Last > use.First)
            problems.Add(Rules.NotSupportedYet, use.Node,
                "'" + use.Name + "', dealt over stages " + Text.Number(use.First) + " to " + Text.Number(use.Last) + ", used as a whole,",
                use.Submodule is { Kind: SubmoduleKind.Sequential }
                    ? "call it, or index it in a for loop from 0 to its Count"
                    : "go through it in a foreach loop, or in a for loop from 0 to its Count");
        else if (use.First != stage)
            problems.Add(Rules.NotSupportedYet, use.Node,
                "'" + use.Name + "' of stage " + Text.Number(use.First) + ", used in stage " + Text.Number(stage)
                    + " other than by a call,",
                "call it in a line of its own and use the result");
    }

    private static void Give(Variable variable, Step step)
    {
        variable.Current = new Version(variable, step);
        step.Writes.Add(variable.Current);
    }
}
