using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>What kind of value may cross from one stage to another.</summary>
internal enum Crossing
{
    /// <summary>A tensor: gradients flow back through it.</summary>
    Tensor,

    /// <summary>A number, a string, a size: sent as it is.</summary>
    Plain,

    /// <summary>Anything else: it would cross without its gradient, or not at all.</summary>
    No,
}

/// <summary>A C# type as far as slicing must know it: how it is written, and whether it may cross.</summary>
internal sealed class CodeType : IEquatable<CodeType>
{
    public string Text { get; }

    public Crossing Crossing { get; }

    /// <summary>A tuple's elements, or null.</summary>
    public IReadOnlyList<CodeType>? Elements { get; }

    /// <summary>Whether the type is only assumed, since nothing written says it.</summary>
    public bool Assumed { get; private set; }

    private CodeType(string text, Crossing crossing, IReadOnlyList<CodeType>? elements = null)
    {
        Text = text;
        Crossing = crossing;
        Elements = elements;
    }

    public bool Equals(CodeType? other) => other is not null && (Text, Crossing, Assumed) == (other.Text, other.Crossing, other.Assumed);

    public override bool Equals(object? obj) => Equals(obj as CodeType);

    public override int GetHashCode() => Text.GetHashCode();

    public static CodeType Tensor(string spelling) => new(spelling, Crossing.Tensor);

    public static CodeType AssumedTensor(string spelling) => new(spelling, Crossing.Tensor) { Assumed = true };

    public static CodeType Plain(string text) => new(text, Crossing.Plain);

    public static CodeType Other(string text) => new(text, Crossing.No);

    public static CodeType Tuple(IReadOnlyList<CodeType> elements) =>
        new("(" + string.Join(", ", elements.Select(element => element.Text)) + ")", Crossing.No, elements);

    /// <summary>Reads a type as written.</summary>
    public static CodeType Of(TypeSyntax syntax)
    {
        string text = syntax.ToString();
        switch (syntax)
        {
            case TupleTypeSyntax tuple:
                return Tuple(tuple.Elements.Select(element => Of(element.Type)).ToArray());
            case NullableTypeSyntax nullable:
                return new CodeType(text, Of(nullable.ElementType).Crossing);
            case ArrayTypeSyntax { RankSpecifiers.Count: 1 } array when Of(array.ElementType).Crossing == Crossing.Plain:
                return Plain(text);
            case PredefinedTypeSyntax when text is not ("object" or "void"):
                return Plain(text);
        }
        string name = text.Substring(text.LastIndexOf('.') + 1);
        return name switch
        {
            "Tensor" => Tensor(text),
            "Device" or "ScalarType" or "Size" or "Half" => Plain(text),
            _ => Other(text),
        };
    }

    /// <summary>Reads a type from its symbol; tensors are spelled as the user's file does.</summary>
    public static CodeType Of(ITypeSymbol type, string tensor)
    {
        string mark = type.NullableAnnotation == NullableAnnotation.Annotated ? "?" : "";
        if (TorchTypes.IsInTorch(type, "Tensor")) return Tensor(tensor + mark);
        if (type is INamedTypeSymbol { IsTupleType: true } tuple)
            return Tuple(tuple.TupleElements.Select(element => Of(element.Type, tensor)).ToArray());
        string text = type.ToDisplayString(FullName);
        return IsPlain(type) ? Plain(text) : Other(text);
    }

    private static readonly SymbolDisplayFormat FullName =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static bool IsPlain(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => IsPlain(array.ElementType),
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => IsPlain(nullable.TypeArguments[0]),
        _ => type.TypeKind == TypeKind.Enum
            || type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_String)
            || TorchTypes.IsInTorch(type, "Device") || TorchTypes.IsInTorch(type, "Size") || type.Name == "Half",
    };
}
