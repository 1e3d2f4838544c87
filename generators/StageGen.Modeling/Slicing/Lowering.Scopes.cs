using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Slicing;

// Scopes that hold for a thread (NewDisposeScope, no_grad): each stage opens its own,
// and closes it where the block or helper that opened it ends.
internal sealed partial class Lowering
{
    private readonly List<Step> open = [];

    /// <summary>Opens a scope in every stage that runs something in it; under a condition there may be none.</summary>
    private void LowerScope(Variable variable, ExpressionSyntax value, Uses uses, string comment)
    {
        var cut = Cut(value, uses, uses.Total.Stage);
        string text = TextOf(value, uses, cut);
        var step = new Step
        {
            Form = StepForm.Assign,
            Text = IsGuarded ? string.Join(" && ", Conditions().Select(condition => condition.Text)) + " ? " + text + " : null" : text,
            Comment = comment,
            Using = true,
            Placement = Placement.Ambient,
            DisposesTensors = CalledName(value) == TorchNames.DisposeScope,
            MayBeMissing = IsGuarded,
        };
        Add(step, uses, cut, value.Span, -1);
        step.Guard = "";
        Give(variable, step);
        open.Add(step);
    }

    /// <summary>Closes what was opened since there were so many; at the end of <c>forward</c> the stages' methods do.</summary>
    private void CloseScopes(int count)
    {
        for (int i = open.Count - 1; i >= count; i--)
        {
            var opened = open[i];
            var version = opened.Writes[0];
            var step = new Step
            {
                Form = StepForm.Verbatim,
                Text = version.Variable.Name + (opened.MayBeMissing ? "?" : "") + ".Dispose();",
                Placement = Placement.Ambient,
                Closes = opened,
            };
            step.Reads.Add((version, default));
            steps.Add(step);
        }
        open.RemoveRange(count, open.Count - count);
    }

    /// <summary>A scope's name: one of its own where it ends before the method does.</summary>
    private string ScopeName(VariableDeclaratorSyntax declarator) =>
        (inlined > 0 || scopes > 0) && declarator.Identifier.ValueText == "_" ? names.Unique("scope") : LocalName(declarator.Identifier);
}
