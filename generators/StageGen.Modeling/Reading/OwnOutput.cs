using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Reading;

/// <summary>
/// What StageGen generated itself. Analyzers see it beside what the user wrote, and read past it: so they need not read a class again
/// that the generator has read, nor any class again because another's generated code has changed.
/// </summary>
internal static class OwnOutput
{
    private const string Generator = "StageGen.Generators.PipelineGenerator";

    public static bool IsOwnOutput(this SyntaxTree tree) => tree.FilePath.Contains(Generator) && Declarations.IsGenerated(tree);

    /// <summary>The parts of a class that it has without StageGen.</summary>
    public static IEnumerable<SyntaxReference> WrittenParts(this INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Where(part => !part.SyntaxTree.IsOwnOutput());
}
