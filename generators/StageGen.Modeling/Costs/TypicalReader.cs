using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Costs.Interpretation;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Costs;

/// <summary>Reads <c>[Typical]</c>.</summary>
internal static class TypicalReader
{
    private const string Attribute = "TypicalAttribute";

    /// <summary>The sizes said on the class, by dimension.</summary>
    public static Dictionary<string, long> OfClass(INamedTypeSymbol type)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var attribute in type.GetAttributes().Where(attribute => attribute.IsStageGen(Attribute)))
            if (attribute.StringArgument(0) is { } name
                && attribute.ConstructorArguments is [_, { Kind: TypedConstantKind.Primitive, Value: long and > 0 and var size }])
                sizes[name] = size;
        return sizes;
    }

    /// <summary>The value said on a parameter, or null.</summary>
    public static Value? OfParameter(ParameterSyntax syntax, IParameterSymbol? parameter)
    {
        if (syntax.AttributeLists.Count == 0 || parameter?.FindStageGen(Attribute) is not { ConstructorArguments: [var value] })
            return null;
        return value.Kind switch
        {
            TypedConstantKind.Enum => Name(value),
            TypedConstantKind.Primitive => value.Value switch
            {
                int number => Value.Of(number),
                long number => Value.Of(number),
                double number => new RealValue(number),
                float number => new RealValue(number),
                bool truth => Value.Of(truth),
                string text => Value.Of(text),
                null => Value.Null,
                _ => null,
            },
            _ => null,
        };
    }

    private static Value? Name(TypedConstant value) =>
        value.Type?.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(member => member.HasConstantValue && Equals(member.ConstantValue, value.Value)) is { } member
            ? new NameValue(value.Type.Name + "." + member.Name)
            : null;
}
