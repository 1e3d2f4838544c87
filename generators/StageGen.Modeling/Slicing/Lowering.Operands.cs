using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Slicing;

// Operations without a submodule inside an expression: as those of a line of their own they run where their operands are.
internal sealed partial class Lowering
{
    /// <summary>
    /// The stage that an operation inside an expression of a later stage runs in; −1 where it stays there: where it is no operation on
    /// tensors, something that comes before it would see another value, or a stage would have to wait for one that runs beside it.
    /// </summary>
    private int StageOfOperands(ExpressionSyntax expression, CutContext context)
    {
        var (uses, span) = (context.Uses, expression.Span);
        // An element that is known by itself has a name already.
        if (!IsHoistable(expression) || uses.Substitutions.Exists(known => known.Span == span)) return -1;
        var reads = uses.Reads.FindAll(read => span.Contains(read.Span));
        if (!operations.IsOne(expression, reads) || !KeepsOrder(expression, reads, context)) return -1;
        int stage = reads.Max(read => read.Variable.Current?.FirstReader ?? -1);
        if (reads.Exists(read => read.Variable.Current is { FirstReader: >= 0 and var from } && from != stage && !WaitsFor(stage, from)))
            return -1;
        // What runs under a condition waits for it.
        if (stage >= 0 && IsGuarded)
            stage = Conditions().SelectMany(condition => condition.Variables).Select(variable => variable.Current!.FirstReader)
                .Append(stage).Max();
        return stage < context.Stage ? stage : -1;
    }

    /// <summary>
    /// Whether taking an expression out changes no value: neither what it reads or changes itself, nor what is left before it does.
    /// </summary>
    private bool KeepsOrder(ExpressionSyntax expression, List<VariableRead> reads, CutContext context)
    {
        var span = expression.Span;
        // What it changes it must change wholly, and give no name to.
        var writes = context.Uses.Writes.FindAll(write => span.Contains(write.Span));
        if (writes.Exists(write => write.Kind != WriteKind.InPlace || !span.Contains(write.By))) return false;

        bool IsLeftBefore(TextSpan place) => place.End <= span.Start && !context.Taken.Exists(taken => taken.Contains(place));
        var changed = WithSharers(writes.Select(write => Find(write.Name.TrimStart('@'))).OfType<Variable>());
        if (changed.Count > 0
            && context.Uses.Reads.Exists(read => IsLeftBefore(read.Span) && !read.OnlyMetadata && changed.Contains(read.Variable)))
            return false;
        var earlier = context.Uses.Writes.FindAll(write => IsLeftBefore(write.Span)).ConvertAll(write => write.Name.TrimStart('@'));
        if (earlier.Count == 0) return true;
        var seen = WithSharers(reads.Select(read => read.Variable));
        return !earlier.Exists(name => (Find(name) is { } variable && seen.Contains(variable))
            || expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(mention => mention.Identifier.ValueText == name));
    }

    /// <summary>Whether a stage reads what another one makes, or what a third makes of it.</summary>
    private bool WaitsFor(int stage, int other)
    {
        var (seen, open) = (new HashSet<int> { stage }, new Stack<int>([stage]));
        while (open.Count > 0)
        {
            int next = open.Pop();
            foreach (int source in steps.Where(step => step.Stage == next).SelectMany(Sources))
                if (seen.Add(source)) open.Push(source);
        }
        return seen.Contains(other);
    }

    /// <summary>The stages that make what a step reads, directly or by way of what is repeated where it is read.</summary>
    private static IEnumerable<int> Sources(Step step) => step.Reads.SelectMany(read =>
        read.Version.Stage is >= 0 and var stage ? [stage]
        : read.Version.Maker is { Placement: Placement.Free } maker && maker != step ? Sources(maker)
        : []);

    private HashSet<Variable> WithSharers(IEnumerable<Variable> variables) =>
        [.. variables.SelectMany(variable => sharing.With(variable).Append(variable))];
}
