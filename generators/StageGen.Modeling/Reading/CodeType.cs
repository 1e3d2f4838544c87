using System.Globalization;
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

    /// <summary>A tuple of what may cross: its elements do, each by itself.</summary>
    Tuple,

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

    /// <summary>At the places of <see cref="Elements"/>, the name of each element that has one.</summary>
    public IReadOnlyList<string?>? ElementNames { get; }

    /// <summary>Whether the type is only assumed, since nothing written says it.</summary>
    public bool Assumed { get; private set; }

    private CodeType(string text, Crossing crossing, IReadOnlyList<CodeType>? elements = null, IReadOnlyList<string?>? elementNames = null)
    {
        Text = text;
        Crossing = crossing;
        Elements = elements;
        ElementNames = elementNames;
    }

    /// <summary>Whether gradients may have to flow back through it.</summary>
    public bool HoldsTensors => Crossing == Crossing.Tensor || Elements?.Any(element => element.HoldsTensors) == true;

    public bool Equals(CodeType? other) => other is not null && (Text, Crossing, Assumed) == (other.Text, other.Crossing, other.Assumed);

    public override bool Equals(object? obj) => Equals(obj as CodeType);

    public override int GetHashCode() => Text.GetHashCode();

    public static CodeType Tensor(string spelling) => new(spelling, Crossing.Tensor);

    public static CodeType AssumedTensor(string spelling) => new(spelling, Crossing.Tensor) { Assumed = true };

    public static CodeType Plain(string text) => new(text, Crossing.Plain);

    public static CodeType Other(string text) => new(text, Crossing.No);

    /// <summary>A tuple; <paramref name="names"/> has null where an element has no name.</summary>
    public static CodeType Tuple(IReadOnlyList<CodeType> elements, IReadOnlyList<string?> names) => new(
        "(" + string.Join(", ", elements.Select((element, i) => names[i] is { } name ? element.Text + " " + name : element.Text)) + ")",
        elements.Any(element => element.Crossing == Crossing.No) ? Crossing.No : Crossing.Tuple,
        elements,
        names);

    /// <summary>What crosses where this type does: the type itself, or a tuple's elements, with the way to each (<c>.Item2.Item1</c>).</summary>
    public IEnumerable<(string Path, CodeType Type)> Leaves()
    {
        if (Elements is null) return [("", this)];
        return Elements.SelectMany((element, i) => element.Leaves().Select(leaf => (".Item" + (i + 1).ToString(CultureInfo.InvariantCulture) + leaf.Path, leaf.Type)));
    }

    /// <summary>An expression of this type, from one for each of its <see cref="Leaves"/>, in order.</summary>
    public string Assemble(Queue<string> leaves) =>
        Elements is null ? leaves.Dequeue() : "(" + string.Join(", ", Elements.Select(element => element.Assemble(leaves))) + ")";

    /// <summary>Reads a type as written.</summary>
    public static CodeType Of(TypeSyntax syntax)
    {
        string text = syntax.ToString();
        switch (syntax)
        {
            case TupleTypeSyntax tuple:
                return Tuple(tuple.Elements.Select(element => Of(element.Type)).ToArray(), tuple.Elements.Select(NameOf).ToArray());
            case NullableTypeSyntax nullable:
                // The elements of a tuple that may not be there cannot be taken apart.
                return new CodeType(text, Of(nullable.ElementType) is { Crossing: not Crossing.Tuple and var crossing } ? crossing : Crossing.No);
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
        {
            return Tuple(
                tuple.TupleElements.Select(element => Of(element.Type, tensor)).ToArray(),
                tuple.TupleElements.Select(element => element.IsExplicitlyNamedTupleElement ? element.Name : null).ToArray());
        }
        string text = type.ToDisplayString(FullName);
        return IsPlain(type) ? Plain(text) : Other(text);
    }

    private static string? NameOf(TupleElementSyntax element) => element.Identifier.Text is { Length: > 0 } name ? name : null;

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
