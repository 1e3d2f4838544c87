using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>Finds the class's <c>forward</c> and reads its signature.</summary>
internal static class ForwardReader
{
    public static Forward? Read(INamedTypeSymbol type, ProblemList problems)
    {
        var overrides = type.Forwards();
        if (overrides.Count == 0)
        {
            problems.AddOnClass(Rules.NoForward, type.Name,
                "neither it nor a base class overrides forward; write 'public override Tensor forward(Tensor input)' in it");
            return null;
        }
        if (overrides.Count > 1)
        {
            foreach (var method in overrides)
                problems.Add(Rules.NoForward, method.Locations.FirstOrDefault(), type.Name, "it overrides forward several times; keep one");
            return null;
        }

        var symbol = overrides[0];
        var syntax = symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<MethodDeclarationSyntax>()
            .OrderByDescending(method => method.Body is not null || method.ExpressionBody is not null).FirstOrDefault();
        if (syntax is null)
        {
            if (!symbol.ContainingType.HasSource())
                problems.AddOnClass(Rules.NoForward, type.Name, "its forward is that of " + symbol.ContainingType.Name
                    + ", of another assembly, where its source is not seen; override it in " + type.Name);
            return null;
        }
        if (symbol.IsAbstract || (syntax.Body is null && syntax.ExpressionBody is null))
        {
            problems.Add(Rules.NoForward, symbol.Locations.FirstOrDefault(), type.Name,
                "its forward has no body; write one, or move [Pipeline] to the class that does");
            return null;
        }

        if (CopiedUsings.Unnamed(type, syntax) is { } parameter)
            problems.Add(Rules.NotSupportedYet, syntax.SyntaxTree, syntax.Identifier.Span,
                "a forward in " + symbol.ContainingType.Name + " that uses its type parameter '" + parameter
                    + "', which is a type parameter of " + type.Name + ",",
                "override forward in " + type.Name);

        // An override has the types of what it overrides: binding them again is spared.
        var signature = TorchTypes.Signature(type);
        bool matches = signature.Length == syntax.ParameterList.Parameters.Count + 1;
        var result = matches ? signature[signature.Length - 1] : symbol.ReturnType;
        var types = matches
            ? signature.RemoveAt(signature.Length - 1)
            : symbol.Parameters.Select(parameter => parameter.Type).ToImmutableArray();
        string tensor = TensorSpelling(result, types, syntax);
        var output = CodeType.Of(result, tensor);
        CheckSignature(symbol, result, output, syntax, problems);
        var inputs = ReadInputs(symbol, types, syntax, tensor, problems);
        return new Forward
        {
            Syntax = syntax,
            Inputs = inputs.Select(input => input.Plan).ToList(),
            InputTypes = inputs.Select(input => input.Type).ToList(),
            OutputType = syntax.ReturnType.ToString(),
            Output = output,
            Tensor = tensor,
        };
    }

    private static void CheckSignature(IMethodSymbol symbol, ITypeSymbol result, CodeType output, MethodDeclarationSyntax syntax,
        ProblemList problems)
    {
        if (symbol.IsAsync)
            problems.Add(Rules.NotSliceable, syntax.SyntaxTree,
                syntax.Modifiers.First(modifier => modifier.IsKind(SyntaxKind.AsyncKeyword)).Span,
                "an async forward", "a stage is one piece of work on one device; compute without await");
        if (result.TypeKind != TypeKind.Error && output.Leaves().Any(leaf => !leaf.Type.HoldsTensors || !leaf.Type.CanCross))
            problems.Add(Rules.NotSupportedYet, syntax.ReturnType, "a forward that returns " + syntax.ReturnType,
                "return a Tensor, or a tuple or list of tensors");
        foreach (var parameter in syntax.ParameterList.Parameters)
            if (parameter.Modifiers.Any(
                modifier => modifier.Kind() is SyntaxKind.RefKeyword or SyntaxKind.OutKeyword or SyntaxKind.InKeyword))
                problems.Add(Rules.NotSliceable, parameter, "a parameter by reference", "stages hand values on; pass it by value");
    }

    private static List<(InputPlan Plan, CodeType Type)> ReadInputs(
        IMethodSymbol symbol, ImmutableArray<ITypeSymbol> types, MethodDeclarationSyntax syntax, string tensor, ProblemList problems)
    {
        var inputs = new List<(InputPlan, CodeType)>();
        for (int i = 0; i < syntax.ParameterList.Parameters.Count && i < types.Length; i++)
        {
            var parameter = syntax.ParameterList.Parameters[i];
            var type = CodeType.Of(types[i], tensor);
            if (type.HoldsTensors && type.Crossing != Crossing.Tensor)
                problems.Add(Rules.NotSupportedYet, parameter, "an input that is " + type.Text + ", of which no microbatch can be cut,",
                    "take its tensors as inputs of their own");
            var shape = parameter.AttributeLists.Count > 0 && i < symbol.Parameters.Length
                && symbol.Parameters[i].FindStageGen("ShapeAttribute") is { } attribute
                ? ReadShape(symbol.Parameters[i], attribute, problems)
                : null;
            inputs.Add((new InputPlan(parameter.Identifier.Text, parameter.Type?.ToString() ?? type.Text,
                parameter.Default?.Value.ToString(), shape), type));
        }
        return inputs;
    }

    private static EquatableArray<string>? ReadShape(IParameterSymbol parameter, AttributeData attribute, ProblemList problems)
    {
        if (attribute.ConstructorArguments is not [{ Kind: TypedConstantKind.Array, IsNull: false } dimensions]) return null;
        var literals = new List<string>();
        foreach (var dimension in dimensions.Values)
        {
            object? value = dimension.Kind == TypedConstantKind.Primitive ? dimension.Value : null;
            if (value is (string { Length: > 0 }) or (int and > 0))
                literals.Add(SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)!);
            else
                problems.Add(Rules.BadShape, attribute.ApplicationSyntaxReference, parameter.Name,
                    value is null
                        ? "null"
                        : SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false) ?? "null");
        }
        return literals.ToEquatableArray();
    }

    /// <summary>How the file writes a tensor's type, taken from the signature; the full name where the signature has none.</summary>
    private static string TensorSpelling(ITypeSymbol result, ImmutableArray<ITypeSymbol> types, MethodDeclarationSyntax syntax)
    {
        if (TorchTypes.IsInTorch(result, "Tensor")) return syntax.ReturnType.ToString().TrimEnd('?');
        for (int i = 0; i < types.Length && i < syntax.ParameterList.Parameters.Count; i++)
            if (TorchTypes.IsInTorch(types[i], "Tensor") && syntax.ParameterList.Parameters[i].Type is { } type)
                return type.ToString().TrimEnd('?');
        return "global::TorchSharp.torch.Tensor";
    }
}
