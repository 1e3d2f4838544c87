using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Generators.Emission;
using StageGen.Modeling;
using StageGen.Modeling.Costs;
using StageGen.Modeling.Profiles;

namespace StageGen.Generators;

/// <summary>
/// Writes the pipeline of every class with <c>[Pipeline]</c>, and what builds the class in part. Silent: what is wrong with a
/// class is the analyzer's to say, and a class with an error gets no code.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PipelineGenerator : IIncrementalGenerator
{
    /// <summary>The project property that has generated stages say which lines of the user's <c>forward</c> they are.</summary>
    public const string MappingProperty = "build_property.StageGenMapToSource";

    /// <summary>Names of the steps, for tests of what an edit runs again.</summary>
    public const string ReadStep = "Read", PlanStep = "Plan", FileStep = "File", ConstructionStep = "Construction",
        ProfileStep = "Profiles", CostStep = "Costs", ChoiceStep = "Choice";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Both kinds of file come from one reading: to find the attributed classes is most of what an edit elsewhere costs.
        var found = context.SyntaxProvider
            .ForAttributeWithMetadataName(ModelReader.PipelineAttribute, static (node, _) => node is ClassDeclarationSyntax, Read)
            .WithTrackingName(CostStep);
        var profiles = context.AdditionalTextsProvider.Where(static file => StageProfileReader.IsProfile(file.Path))
            .Select(static (file, cancellation) => (file.Path, StageProfiles.Read(file, cancellation)?.Profile))
            .Collect().Select(static (files, _) => StageProfiles.Of(files)).WithTrackingName(ProfileStep);
        // Stages are chosen by what a profile measured, which is not to be had where classes are found.
        var readings = found.Combine(context.CompilationProvider.Combine(profiles))
            .Select(static (item, cancellation) => Choose(item.Left, item.Right.Left, item.Right.Right, cancellation))
            .WithTrackingName(ChoiceStep);
        WritePipelines(context, readings, profiles);
        WriteConstructions(context, readings.Select(static (priced, _) => priced?.Reading).WithTrackingName(ReadStep));
    }

    /// <summary>A file a model: its stages, borders, schedule and <c>ToPipeline</c>.</summary>
    private static void WritePipelines(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<PricedReading?> readings,
        IncrementalValueProvider<EquatableArray<StageProfile>> profiles)
    {
        var isMapped = context.AnalyzerConfigOptionsProvider.Select(static (options, _) =>
            options.GlobalOptions.TryGetValue(MappingProperty, out string? value)
            && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase));

        // What is said of a class changes with every line moved in its file, the plan only with what it says; where its lines come
        // from is left out unless it is asked for.
        var plans = readings
            .Combine(isMapped).Combine(profiles)
            .Select(static (item, _) => Plan(item.Left.Left, item.Left.Right, item.Right))
            .WithTrackingName(PlanStep)
            .Where(static mapped => mapped is not null)
            .Select(static (mapped, _) => mapped!);

        var files = plans.Combine(ClashingNames(plans.Select(static (mapped, _) => mapped.Plan.Type.MetadataName)))
            .WithTrackingName(FileStep);
        context.RegisterSourceOutput(files, static (production, file) =>
            production.AddSource(FileNames.Of(file.Left.Plan.Type.MetadataName, file.Right), PipelineFile.Write(file.Left)));
    }

    /// <summary>
    /// What builds a model from a seed, whole or some stages of it: a file of its own beside the pipeline's, which an edit of
    /// <c>forward</c> leaves alone.
    /// </summary>
    private static void WriteConstructions(IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<ModelReading?> readings)
    {
        var plans = readings
            .Select(static (reading, _) => reading?.Construction)
            .WithTrackingName(ConstructionStep)
            .Where(static plan => plan is not null)
            .Select(static (plan, _) => plan!);
        var files = plans.Combine(ClashingNames(plans.Select(static (plan, _) => plan.Type.MetadataName)));
        context.RegisterSourceOutput(files, static (production, file) =>
            production.AddSource(FileNames.Of(file.Left.Type.MetadataName, file.Right, ".Create"), ConstructionFile.Write(file.Left)));
    }

    private static IncrementalValueProvider<EquatableArray<string>> ClashingNames(IncrementalValuesProvider<string> names) =>
        names.Collect().Select(static (all, _) => FileNames.Clashing(all));

    private static MappedPlan? Plan(PricedReading? priced, bool isMapped, EquatableArray<StageProfile> profiles) =>
        priced is not { Reading: { Plan: { } plan } reading, Costs: var costs } ? null
        : costs is null ? new MappedPlan(plan, isMapped ? reading.Origins : null, null)
        : Plan(plan, isMapped ? reading.Origins : null, profiles.Apply(plan, costs));

    private static MappedPlan Plan(ModelPlan plan, EquatableArray<TextOrigin>? origins, ModelCosts costs) =>
        new(plan with { Schedule = plan.Schedule with { Times = StageTimes.Of(plan, costs) } }, origins, PlanSummary.Of(plan, costs));

    private static PricedReading? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not INamedTypeSymbol type) return null;
        // A class that says [Pipeline] twice (an error) comes here twice, and is written once.
        if (ModelReader.FindPipeline(type)?.ApplicationSyntaxReference is { } attribute
            && (attribute.SyntaxTree != context.TargetNode.SyntaxTree || !context.TargetNode.Span.Contains(attribute.Span))) return null;
        var compilation = context.SemanticModel.Compilation;
        return Price(type, context.TargetNode, compilation, ReadingMemo.Read(type, context.TargetNode, compilation, cancellation),
            cancellation);
    }

    // The stages of what is half written are empty, and would cost nothing.
    private static PricedReading Price(INamedTypeSymbol type, SyntaxNode place, Compilation compilation, ModelReading reading,
        CancellationToken cancellation) =>
            new(reading, reading.Plan is null || reading.IsHalfWritten
                ? null
                : CostMemo.Read(type, place, compilation, reading, cancellation).Costs);

    /// <summary>The class in the stages that are chosen for it, where they are.</summary>
    private static PricedReading? Choose(PricedReading? priced, Compilation compilation, EquatableArray<StageProfile> profiles,
        CancellationToken cancellation)
    {
        if (priced?.Reading is not { Uncut: not null, Plan: { } uncut }
            || compilation.Assembly.GetTypeByMetadataName(uncut.Type.MetadataName) is not { } type
            || ModelReader.FindPipeline(type)?.ApplicationSyntaxReference?.GetSyntax(cancellation) is not { Parent.Parent: { } place })
            return priced;
        return Price(type, place, compilation, ReadingMemo.Read(type, place, compilation, profiles, cancellation), cancellation);
    }

    /// <summary>What was read of a class.</summary>
    /// <param name="Reading">The class, cut in stages.</param>
    /// <param name="Costs">What it costs; null where that is not known.</param>
    private sealed record PricedReading(ModelReading Reading, ModelCosts? Costs);
}
