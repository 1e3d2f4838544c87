using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Slicing;

/// <summary>The body of <c>forward</c> as steps.</summary>
/// <param name="Steps">In the order of the source.</param>
/// <param name="Inputs">The parameters.</param>
/// <param name="Submodules">The names of the submodules that run.</param>
/// <param name="Declared">The variables that generated code declares with their types: those first given under a condition.</param>
/// <param name="Tensors">The parameters and buffers of the model itself that it uses.</param>
/// <param name="Inlined">The methods whose statements took the place of their calls.</param>
internal sealed record LoweredForward(List<Step> Steps, List<Variable> Inputs, HashSet<string> Submodules, List<Variable> Tensors,
    List<Variable> Declared, IReadOnlyList<MethodDeclarationSyntax> Inlined);
