using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Costs;
using StageGen.Modeling.Profiles;

namespace StageGen.Analyzers;

/// <summary>Says in a <c>.stageprofile.json</c>, at its line, why it cannot be gone by.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StageProfileAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [ProfileDescriptors.Damaged, ProfileDescriptors.OfNoModel, ProfileDescriptors.Stale, ProfileDescriptors.OtherSizes];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterAdditionalFileAction(Analyze);
    }

    private static void Analyze(AdditionalFileAnalysisContext context)
    {
        if (!StageProfileReader.IsProfile(context.AdditionalFile.Path)
            || context.AdditionalFile.GetText(context.CancellationToken) is not { } text)
            return;
        var reading = StageProfileMemo.Read(text);
        foreach (var problem in reading.Problems) Report(ProfileDescriptors.Damaged, problem);
        if (reading.Profile is not { } profile) return;

        if (context.Compilation.Assembly.GetTypeByMetadataName(profile.Model) is not { } type
            || PipelineClass.Of(type, context.Compilation, context.Options, context.CancellationToken) is not { } pipeline)
        {
            Report(ProfileDescriptors.OfNoModel,
                new ProfileProblem(reading.Places.Model, "there is no class '" + profile.Model + "' with [Pipeline] in this project"));
            return;
        }
        if (Earlier(context, profile) is { } other)
        {
            Report(ProfileDescriptors.OfNoModel,
                new ProfileProblem(reading.Places.Model, "'" + other + "' is of " + profile.Model + ", too; keep one of the two"));
            return;
        }
        if (pipeline.Reading.Plan is not { } plan) return;
        if (StageProfileCheck.Staleness(reading, plan) is { } stale)
        {
            Report(ProfileDescriptors.Stale, stale);
            return;
        }
        var costs = CostMemo.Read(type, pipeline.Declaration, context.Compilation, pipeline.Reading, context.CancellationToken).Costs;
        if (costs is not null && StageProfileCheck.OtherSizes(reading, plan, costs) is { } sizes)
            Report(ProfileDescriptors.OtherSizes, sizes);

        void Report(DiagnosticDescriptor descriptor, ProfileProblem problem) => context.ReportDiagnostic(Diagnostic.Create(descriptor,
            Place(context.AdditionalFile.Path, text, problem.Span), problem.Message));
    }

    /// <summary>The name of a profile of the same model that counts before this one.</summary>
    private static string? Earlier(AdditionalFileAnalysisContext context, StageProfile profile) =>
        context.Options.AdditionalFiles
            .Where(file => StageProfileReader.IsProfile(file.Path) && string.CompareOrdinal(file.Path, context.AdditionalFile.Path) < 0)
            .Where(file => StageProfiles.Read(file, context.CancellationToken)?.Profile?.Model == profile.Model)
            .Select(file => file.Path.Substring(file.Path.LastIndexOfAny(['/', '\\']) + 1)).OrderBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault();

    private static Location Place(string path, SourceText text, TextSpan span) =>
        Location.Create(path, span, text.Lines.GetLinePositionSpan(span));
}
