using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Generators.Emission;
using StageGen.Modeling;

namespace StageGen.Generators;

/// <summary>
/// Writes what builds a model from a seed, whole or some stages of it: a file of its own beside the pipeline's, which an edit of
/// <c>forward</c> leaves alone. Silent, as the other.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ConstructionGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step after which only a changed constructor writes a file, for tests.</summary>
    public const string PlanStep = "Construction";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var plans = context.SyntaxProvider
            .ForAttributeWithMetadataName(ModelReader.PipelineAttribute, static (node, _) => node is ClassDeclarationSyntax, PipelineGenerator.Read)
            .Select(static (reading, _) => reading?.Construction)
            .WithTrackingName(PlanStep)
            .Where(static plan => plan is not null)
            .Select(static (plan, _) => plan!);
        var files = plans.Combine(plans.Select(static (plan, _) => plan.Type.MetadataName).Collect().Select(static (names, _) => FileNames.Clashing(names)));
        context.RegisterSourceOutput(files, static (production, file) =>
            production.AddSource(FileNames.Of(file.Left.Type.MetadataName, file.Right, ".Create"), ConstructionFile.Write(file.Left)));
    }
}
