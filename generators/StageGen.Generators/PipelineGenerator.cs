using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Generators.Emission;
using StageGen.Modeling;

namespace StageGen.Generators;

/// <summary>
/// Writes the pipeline of every class with <c>[Pipeline]</c>. Silent: what is wrong with a class is the analyzer's to say, and
/// a class with an error gets no code.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PipelineGenerator : IIncrementalGenerator
{
    /// <summary>Names of the steps, for tests of what an edit runs again.</summary>
    public const string ReadStep = "Read", PlanStep = "Plan", FileStep = "File";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // What is said of a class changes with every line moved in its file, the plan only with what it says.
        var plans = context.SyntaxProvider
            .ForAttributeWithMetadataName(ModelReader.PipelineAttribute, static (node, _) => node is ClassDeclarationSyntax, Read)
            .WithTrackingName(ReadStep)
            .Select(static (reading, _) => reading?.Plan)
            .WithTrackingName(PlanStep)
            .Where(static plan => plan is not null)
            .Select(static (plan, _) => plan!);

        var files = plans.Combine(plans.Select(static (plan, _) => plan.Type.MetadataName).Collect().Select(static (names, _) => FileNames.Clashing(names)))
            .WithTrackingName(FileStep);
        context.RegisterSourceOutput(files, static (production, file) =>
            production.AddSource(FileNames.Of(file.Left.Type.MetadataName, file.Right), PipelineFile.Write(file.Left)));
    }

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
