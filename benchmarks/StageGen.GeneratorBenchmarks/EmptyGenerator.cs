using Microsoft.CodeAnalysis;

namespace StageGen.GeneratorBenchmarks;

/// <summary>Finds the attributed classes and reads nothing of them: what any generator pays before its own work begins.</summary>
internal sealed class EmptyGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
        => context.RegisterSourceOutput(
            context.SyntaxProvider.ForAttributeWithMetadataName("StageGen.PipelineAttribute", static (_, _) => true,
                static (target, _) => target.TargetSymbol.Name),
            static (_, _) => { });
}
