using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Reading;

/// <summary>Reads StageGen's attributes; an argument that is missing or of another type reads as null, never as an exception.</summary>
internal static class AttributeExtensions
{
    /// <summary>The class's attribute of that name (<c>StageAttribute</c>) in the namespace StageGen, or null.</summary>
    public static AttributeData? FindStageGen(this ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.IsStageGen(name));

    public static bool IsStageGen(this AttributeData attribute, string name) =>
        attribute.AttributeClass is { } type && type.Name == name
        && type.ContainingNamespace is { Name: "StageGen", ContainingNamespace.IsGlobalNamespace: true };

    public static int? IntArgument(this AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length
        && attribute.ConstructorArguments[index] is { Kind: TypedConstantKind.Primitive, Value: int value }
            ? value
            : null;

    public static string? StringArgument(this AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length
        && attribute.ConstructorArguments[index] is { Kind: TypedConstantKind.Primitive, Value: string value }
            ? value
            : null;

    /// <summary>The constant given to a property of the attribute, or null; an enum's as its number.</summary>
    public static object? Named(this AttributeData attribute, string name)
    {
        foreach (var pair in attribute.NamedArguments)
            if (pair.Key == name && pair.Value.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum) return pair.Value.Value;
        return null;
    }

    /// <summary>The ints given to a property of the attribute, or null.</summary>
    public static EquatableArray<int>? NamedInts(this AttributeData attribute, string name)
    {
        foreach (var pair in attribute.NamedArguments)
            if (pair.Key == name && pair.Value is { Kind: TypedConstantKind.Array, IsNull: false })
                return pair.Value.Values.Select(item => item.Value).OfType<int>().ToEquatableArray();
        return null;
    }
}
