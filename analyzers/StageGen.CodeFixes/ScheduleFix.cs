using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling;
using StageGen.Modeling.Costs;

namespace StageGen.CodeFixes;

/// <summary>
/// Writes into <c>[Pipeline]</c> the microbatches or the schedule that a diagnostic has simulated to be better,
/// or into <c>[Shape]</c> the batch.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ScheduleFix)), Shared]
public sealed class ScheduleFix : TextFix
{
    private const string Microbatches = nameof(Microbatches), Schedule = nameof(Schedule);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        ScheduleRules.LargeBubble, ScheduleRules.FewMicrobatches, ScheduleRules.UnevenMicrobatches, ScheduleRules.SmallBatch,
        ScheduleRules.NoBatch, ScheduleRules.OneStagePerDevice, CostRules.PingPong,
    ];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model,
        CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute) yield break;
        if (diagnostic.Id == ScheduleRules.NoBatch)
        {
            if (attribute.ShortName() == "Shape" && attribute.Positional() is [var first, ..])
                yield return new Remedy("name the batch", "Name the first dimension \"batch\"", [new TextChange(first.Span, "\"batch\"")]);
            yield break;
        }
        if (diagnostic.Properties.TryGetValue(Microbatches, out string? microbatches) && microbatches is not null)
            yield return new Remedy("set microbatches", "Set Microbatches to " + microbatches, [attribute.Set(Microbatches, microbatches)]);
        if (diagnostic.Properties.TryGetValue(Schedule, out string? schedule) && schedule is not null)
            yield return new Remedy("change schedule", "Change the schedule to " + schedule,
                [attribute.Set(Schedule, Enumeration(attribute) + schedule)]);
    }

    /// <summary>
    /// The schedules' enumeration as it is written here already, or else as the attribute itself is: <c>StageGen.PipelineSchedule.</c>.
    /// </summary>
    private static string Enumeration(AttributeSyntax attribute) =>
        attribute.Named(Schedule)?.Expression is MemberAccessExpressionSyntax written
            ? written.Expression + "."
            : attribute.Qualifier() + "PipelineSchedule.";
}
