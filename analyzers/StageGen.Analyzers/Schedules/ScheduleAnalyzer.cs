using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Modeling;
using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Analyzers;

/// <summary>
/// Says, while one types, how long devices would stand idle, and which batches could not be cut: what needs no costs to be known.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ScheduleAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [.. ScheduleDescriptors.All.Values.OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (PipelineClass.Of(context) is not { Reading.Plan: { } plan } pipeline || DeclaredDevices.Of(plan) is not { } devices) return;
        double threshold = context.Options.AnalyzerConfigOptionsProvider.GetOptions(pipeline.Declaration.SyntaxTree)
            .Number(BubbleRule.Option, BubbleRule.Threshold);
        var batch = BatchRule.SamplesOf(pipeline.Type);
        Report(BubbleRule.Find(plan, devices, threshold, batch));
        Report(batch is { } samples ? BatchRule.Find(plan, devices.Microbatches, samples) : null);
        Report(OneStage(plan.Schedule, devices));
        if (BatchRule.Uncut(plan) is { Count: > 0 } uncut)
            context.ReportDiagnostic(Diagnostic.Create(ScheduleDescriptors.NoBatch,
                PlaceOf(pipeline.Type, uncut[0]) ?? pipeline.Attribute.GetLocation(),
                plan.Type.Name, uncut.Count == 1 ? "'" + uncut[0] + "'" : "the one that is"));

        void Report(ScheduleFinding? finding)
        {
            if (finding is not null)
                context.ReportDiagnostic(Diagnostic.Create(ScheduleDescriptors.All[finding.Rule], pipeline.PlaceOf(finding.At),
                    finding.Properties, finding.Arguments.ToArray<object>()));
        }
    }

    /// <summary>Schedules that go round several stages a device are others where there is one.</summary>
    private static ScheduleFinding? OneStage(SchedulePlan schedule, DeclaredDevices devices)
    {
        var plain = schedule.Kind switch
        {
            PipelineSchedule.Interleaved => PipelineSchedule.OneForwardOneBackward,
            PipelineSchedule.LoopedBreadthFirst => PipelineSchedule.GPipe,
            _ => schedule.Kind,
        };
        if (plain == schedule.Kind || devices.StagesPerDevice > 1) return null;
        return new ScheduleFinding(ScheduleRules.OneStagePerDevice, "StagesPerDevice",
            ImmutableDictionary<string, string?>.Empty.Add(BubbleRule.Schedule, plain.ToString()),
            Schedules.Title(schedule.Kind), Schedules.Title(plain),
            "say " + plain + ", or leave StagesPerDevice out and cut the model in " + Said.Number(2 * devices.Names.Count) + " stages");
    }

    private static Location? PlaceOf(INamedTypeSymbol type, string input) =>
        ModelReader.ForwardsOf(type).SelectMany(method => method.Parameters).FirstOrDefault(parameter => parameter.Name == input)
            ?.GetAttributes()
            .FirstOrDefault(attribute => attribute.AttributeClass?.Name == "ShapeAttribute")?.ApplicationSyntaxReference is { } place
            ? Location.Create(place.SyntaxTree, place.Span)
            : null;
}
