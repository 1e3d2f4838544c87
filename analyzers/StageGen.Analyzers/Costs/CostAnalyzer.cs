using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Modeling.Costs;
using StageGen.Modeling.Profiles;

namespace StageGen.Analyzers;

/// <summary>
/// Says, while one types, what a model's partition will cost: an unbalanced cut, a costly transfer, a device whose memory is too small,
/// shapes that do not fit. By what a profile measured, else by estimates; only where all that counts is known from the source;
/// what is not known is said as well.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CostAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [.. CostDescriptors.All.Values.OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (PipelineClass.Of(context) is not { } pipeline) return;
        var (type, _, declaration, reading) = pipeline;
        var costs = CostMemo.Read(type, declaration, context.Compilation, reading, context.CancellationToken);
        var profile = reading.Plan is null
            ? null
            : StageProfiles.Of(context.Options.AdditionalFiles, context.CancellationToken).Find(reading.Plan);
        var known = profile is null || costs.Costs is null ? costs.Costs : ProfiledCosts.Apply(costs.Costs, profile);
        foreach (var problem in costs.Problems)
        {
            // What was measured need not be known from the source.
            if (problem.Rule == CostRules.UnknownCost && known is { IsMeasured: true, IsComplete: true }) continue;
            string[] said = [.. problem.Arguments];
            said[0] = Said.Capital(said[0]);
            Report(problem.Rule, pipeline.Place(problem), null, said);
        }
        // What cannot run has no costs.
        if (costs.Problems.Any(problem => problem.Rule == CostRules.ShapeMismatch)) return;
        if (reading.Plan is not { } plan || known is null || ModelPartition.Of(plan, known) is not { Devices.Names.Count: > 1 } partition)
            return;

        var options = CostOptions.Of(context.Options.AnalyzerConfigOptionsProvider.GetOptions(declaration.SyntaxTree));
        var places = new CostPlaces(type, pipeline.Attribute.GetLocation(), context.CancellationToken);
        foreach (var finding in BalanceRule.Find(partition, options)
            .Concat(IdleRule.Find(partition, options))
            .Concat(SplitWeightRule.Find(partition, reading.SharedWeights))
            .Concat(TransferRule.Find(partition, known, options))
            .Concat(PingPongRule.Find(partition, options))
            .Concat(MemoryRule.Find(partition)))
        {
            // Of the cuts that attributes can declare, what was chosen is the best there is.
            if (plan.Automatic is not null && finding.Rule is CostRules.Imbalance or CostRules.SplitWeights or CostRules.CheaperCut)
                continue;
            var location = finding.Field is { } field ? places.OfMember(field)
                : finding.Device is { } device ? places.OfDevice(device)
                : places.Pipeline;
            Report(finding.Rule, location, finding.Properties, finding.Arguments);
        }

        void Report(string rule, Location location, ImmutableDictionary<string, string?>? properties, string[] arguments) =>
            context.ReportDiagnostic(Diagnostic.Create(CostDescriptors.All[rule], location, properties, arguments.ToArray<object>()));
    }
}
