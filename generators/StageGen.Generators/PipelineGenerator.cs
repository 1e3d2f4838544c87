using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Generators.Emission;
using StageGen.Modeling;

namespace StageGen.Generators;

/// <summary>
/// Writes the pipeline of every class with <c>[Pipeline]</c>, and what builds the class in part. Silent: what is wrong with a class is the analyzer's to say, and
/// a class with an error gets no code.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PipelineGenerator : IIncrementalGenerator
{
    /// <summary>The project property that has generated stages say which lines of the user's <c>forward</c> they are.</summary>
    public const string MappingProperty = "build_property.StageGenMapToSource";

    /// <summary>Names of the steps, for tests of what an edit runs again.</summary>
    public const string ReadStep = "Read", PlanStep = "Plan", FileStep = "File", ConstructionStep = "Construction";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Both kinds of file come from one reading: to find the attributed classes is most of what an edit elsewhere costs.
        var readings = context.SyntaxProvider
            .ForAttributeWithMetadataName(ModelReader.PipelineAttribute, static (node, _) => node is ClassDeclarationSyntax, Read)
            .WithTrackingName(ReadStep);
        WritePipelines(context, readings);
        WriteConstructions(context, readings);
    }

    /// <summary>A file a model: its stages, borders, schedule and <c>ToPipeline</c>.</summary>
    private static void WritePipelines(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<ModelReading?> readings)
    {
        var isMapped = context.AnalyzerConfigOptionsProvider.Select(static (options, _) =>
            options.GlobalOptions.TryGetValue(MappingProperty, out string? value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase));

        // What is said of a class changes with every line moved in its file, the plan only with what it says; where its lines come
        // from is left out unless it is asked for.
        var plans = readings
            .Combine(isMapped)
            .Select(static (item, _) => item.Left is { Plan: { } plan } reading ? new MappedPlan(plan, item.Right ? reading.Origins : null) : null)
            .WithTrackingName(PlanStep)
            .Where(static mapped => mapped is not null)
            .Select(static (mapped, _) => mapped!);

        var files = plans.Combine(ClashingNames(plans.Select(static (mapped, _) => mapped.Plan.Type.MetadataName))).WithTrackingName(FileStep);
        context.RegisterSourceOutput(files, static (production, file) =>
            production.AddSource(FileNames.Of(file.Left.Plan.Type.MetadataName, file.Right), PipelineFile.Write(file.Left)));
    }

    /// <summary>
    /// What builds a model from a seed, whole or some stages of it: a file of its own beside the pipeline's, which an edit of
    /// <c>forward</c> leaves alone.
    /// </summary>
    private static void WriteConstructions(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<ModelReading?> readings)
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

    private static ModelReading? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not INamedTypeSymbol type) return null;
        // A class that says [Pipeline] twice (an error) comes here twice, and is written once.
        return ModelReader.FindPipeline(type)?.ApplicationSyntaxReference is { } attribute
            && (attribute.SyntaxTree != context.TargetNode.SyntaxTree || !context.TargetNode.Span.Contains(attribute.Span))
                ? null
                : ReadingMemo.Read(type, context.TargetNode, context.SemanticModel.Compilation, cancellation);
    }
}
