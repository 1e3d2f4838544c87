using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>The method to cut: its declaration and its inputs.</summary>
internal sealed class Forward
{
    public required MethodDeclarationSyntax Syntax { get; init; }

    public required IReadOnlyList<InputPlan> Inputs { get; init; }

    /// <summary>The inputs' types, in the order of <see cref="Inputs"/>.</summary>
    public required IReadOnlyList<CodeType> InputTypes { get; init; }

    /// <summary>The result type as written.</summary>
    public required string OutputType { get; init; }

    /// <summary>The result type as far as slicing must know it.</summary>
    public required CodeType Output { get; init; }

    /// <summary>How the file spells a tensor.</summary>
    public required string Tensor { get; init; }
}
