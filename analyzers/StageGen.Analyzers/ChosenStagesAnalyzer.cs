using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Modeling;
using StageGen.Modeling.Costs;
using StageGen.Modeling.Profiles;

namespace StageGen.Analyzers;

/// <summary>Says at <c>Stages = 4</c> which submodules are in which stage, and what each costs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ChosenStagesAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.ChosenStages];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (PipelineClass.Of(context) is not { Reading: { Plan: { Automatic: { Fields.Count: > 0 } automatic } plan } reading } pipeline)
            return;
        var costs = CostMemo.Read(pipeline.Type, pipeline.Declaration, context.Compilation, reading, context.CancellationToken).Costs;
        var summary = costs is null
            ? null
            : PlanSummary.Of(plan, StageProfiles.Of(context.Options.AdditionalFiles, context.CancellationToken).Apply(plan, costs));
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.ChosenStages, pipeline.PlaceOf("Stages"),
            automatic.Fields.ToImmutableDictionary(field => field.Field, field => (string?)field.Attribute, StringComparer.Ordinal),
            plan.Type.Name + "'s " + (automatic.Count == 1 ? "only stage" : Said.Number(automatic.Count) + " stages"),
            automatic.Count == 1 ? "is" : "are", automatic.Count == 1 ? "" : " " + automatic.By,
            string.Join(" | ", plan.Stages.Select(stage => StageOf(stage, automatic.Basis == StageBasis.Number ? null : summary))),
            Balance(summary, automatic) + (automatic.Unknown is not { } unknown
                ? ""
                : (automatic.IsByTime ? "; not all of it is known: " : "; not by times, for ") + unknown.What + " " + unknown.Remedy)));
    }

    /// <summary>A stage with its share: <c>tokens, blocks[0–3] (49 %)</c>.</summary>
    private static string StageOf(StagePlan stage, PlanSummary? summary)
    {
        if (summary?.Stages[stage.Index] is not { } numbers)
            return string.Join(", ", stage.Submodules.Select(own => own.Parts == 1
                ? own.Field
                : own.Field + " (" + Said.Number(own.Part + 1) + " of " + Said.Number(own.Parts) + ")"));
        return numbers.Submodules + (!double.IsNaN(numbers.Share) ? " (" + Said.Percent(numbers.Share) + ")"
            : double.IsNaN(numbers.Parameters) ? "" : " (" + PlanNumbers.Count(numbers.Parameters) + " parameters)");
    }

    private static string Balance(PlanSummary? summary, AutomaticStages automatic) =>
        !automatic.IsByTime || summary is null || double.IsNaN(summary.Imbalance)
            ? ""
            : "; the slowest device takes " + Said.Percent(summary.Imbalance) + " over the mean";
}
