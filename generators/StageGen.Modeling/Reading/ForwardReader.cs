using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>Finds the class's <c>forward</c> and reads its signature.</summary>
internal static class ForwardReader
{
    public static Forward? Read(INamedTypeSymbol type, ProblemList problems)
    {
        var overrides = type.GetMembers("forward").OfType<IMethodSymbol>().Where(method => method.IsOverride).ToList();
        if (overrides.Count == 0)
        {
            problems.AddOnClass(Rules.NoForward, type.Name, "it overrides no forward; write 'public override Tensor forward(Tensor input)' in it");
            return null;
        }
        if (overrides.Count > 1)
        {
            foreach (var method in overrides) problems.Add(Rules.NoForward, method.Locations.FirstOrDefault(), type.Name, "it overrides forward several times; keep one");
            return null;
        }

        var symbol = overrides[0];
        var syntax = symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<MethodDeclarationSyntax>()
            .OrderByDescending(method => method.Body is not null || method.ExpressionBody is not null).FirstOrDefault();
        if (syntax is null) return null;
        if (symbol.IsAbstract || (syntax.Body is null && syntax.ExpressionBody is null))
        {
            problems.Add(Rules.NoForward, symbol.Locations.FirstOrDefault(), type.Name, "its forward has no body; write one, or move [Pipeline] to the class that does");
            return null;
        }

        string tensor = TensorSpelling(symbol, syntax);
        CheckSignature(symbol, syntax, problems);
        var inputs = ReadInputs(symbol, tensor, problems);
        return new Forward
        {
            Syntax = syntax,
            Inputs = inputs.Select(input => input.Plan).ToList(),
            InputTypes = inputs.Select(input => input.Type).ToList(),
            OutputType = syntax.ReturnType.ToString(),
            Tensor = tensor,
        };
    }

    private static void CheckSignature(IMethodSymbol symbol, MethodDeclarationSyntax syntax, ProblemList problems)
    {
        if (symbol.IsAsync)
            problems.Add(Rules.NotSliceable, syntax.SyntaxTree, syntax.Modifiers.First(modifier => modifier.IsKind(SyntaxKind.AsyncKeyword)).Span,
                "an async forward", "a stage is one piece of work on one device; compute without await");
        if (!TorchTypes.IsInTorch(symbol.ReturnType, "Tensor") && symbol.ReturnType.TypeKind != TypeKind.Error)
            problems.Add(Rules.NotSupportedYet, syntax.ReturnType, "a forward that returns " + syntax.ReturnType, "return one Tensor; put several together with cat or stack");
        foreach (var parameter in syntax.ParameterList.Parameters)
            if (parameter.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.RefKeyword or SyntaxKind.OutKeyword or SyntaxKind.InKeyword))
                problems.Add(Rules.NotSliceable, parameter, "a parameter by reference", "stages hand values on; pass it by value");
    }

    private static List<(InputPlan Plan, CodeType Type)> ReadInputs(IMethodSymbol symbol, string tensor, ProblemList problems)
    {
        var inputs = new List<(InputPlan, CodeType)>();
        foreach (var parameter in symbol.Parameters)
        {
            var syntax = parameter.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<ParameterSyntax>().FirstOrDefault();
            var type = CodeType.Of(parameter.Type, tensor);
            string text = syntax?.Type?.ToString() ?? type.Text;
            var shape = parameter.FindStageGen("ShapeAttribute") is { } attribute ? ReadShape(parameter, attribute, problems) : null;
            inputs.Add((new InputPlan(syntax?.Identifier.Text ?? parameter.Name, text, syntax?.Default?.Value.ToString(), shape), type));
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
            if (value is (string { Length: > 0 }) or (int and > 0)) literals.Add(SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)!);
            else
                problems.Add(Rules.BadShape, attribute.ApplicationSyntaxReference, parameter.Name,
                    value is null ? "null" : SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false) ?? "null");
        }
        return literals.ToEquatableArray();
    }

    /// <summary>How the file writes a tensor's type, taken from the signature; the full name where the signature has none.</summary>
    private static string TensorSpelling(IMethodSymbol symbol, MethodDeclarationSyntax syntax)
    {
        if (TorchTypes.IsInTorch(symbol.ReturnType, "Tensor")) return syntax.ReturnType.ToString().TrimEnd('?');
        for (int i = 0; i < symbol.Parameters.Length && i < syntax.ParameterList.Parameters.Count; i++)
            if (TorchTypes.IsInTorch(symbol.Parameters[i].Type, "Tensor") && syntax.ParameterList.Parameters[i].Type is { } type)
                return type.ToString().TrimEnd('?');
        return "global::TorchSharp.torch.Tensor";
    }
}
