using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Modeling;

namespace StageGen.Analyzers;

/// <summary>Says, while one types, what keeps a class with <c>[Pipeline]</c> from becoming a pipeline: all of it at once.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PipelineAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [.. Descriptors.All.Values.Where(descriptor => descriptor.Id is not (Rules.UnclearType or Rules.ChosenStages))
            .OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal)];

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
        foreach (var problem in pipeline.Reading.Problems)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.All[problem.Rule], pipeline.Place(problem),
                Severity(problem, pipeline.Reading), null, null, Sentence(problem).ToArray<object>()));
    }

    /// <summary>Where no device is declared all may run on CPU workers, and it is a hint where a tensor is made.</summary>
    private static DiagnosticSeverity Severity(Problem problem, ModelReading reading) =>
        problem.Rule == Rules.MadeElsewhere && reading.Plan is { Devices.Count: 0 }
            ? DiagnosticSeverity.Info
            : Descriptors.All[problem.Rule].DefaultSeverity;

    /// <summary>Messages of some rules begin with a description of what is wrong: as sentences do.</summary>
    private static IEnumerable<string> Sentence(Problem problem) =>
        problem.Rule is Rules.NotSliceable or Rules.NotSupportedYet or Rules.NotBuiltInPart or Rules.NotRegistered
        && problem.Arguments[0] is var what && char.IsLower(what[0]) && what.Contains(' ')
            ? [char.ToUpperInvariant(what[0]) + what.Substring(1), .. problem.Arguments.Skip(1)]
            : problem.Arguments;
}
