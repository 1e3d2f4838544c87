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

    /// <summary>A list, array, stack or queue: of tensors it crosses as an array, of other things by its known elements only.</summary>
    List,

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

    /// <summary>The element type of a <see cref="Crossing.List"/>, or null.</summary>
    public CodeType? ListElement { get; private set; }

    /// <summary>The type under which a value crosses: a list does as an array.</summary>
    public string WireText => ListElement is null ? Text : ListElement.Text + "[]";

    /// <summary>Whether a value of which no more is known can cross.</summary>
    public bool CanCross => Crossing != Crossing.No && (ListElement is null or { Crossing: Crossing.Tensor })
        && Elements?.All(element => element.CanCross) != false;

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
    public bool HoldsTensors =>
        Crossing == Crossing.Tensor || ListElement?.HoldsTensors == true || Elements?.Any(element => element.HoldsTensors) == true;

    public bool Equals(CodeType? other) => other is not null && (Text, Crossing, Assumed) == (other.Text, other.Crossing, other.Assumed);

    public override bool Equals(object? obj) => Equals(obj as CodeType);

    public override int GetHashCode() => Text.GetHashCode();

    public static CodeType Tensor(string spelling) => new(spelling, Crossing.Tensor);

    public static CodeType AssumedTensor(string spelling) => new(spelling, Crossing.Tensor) { Assumed = true };

    public static CodeType Plain(string text) => new(text, Crossing.Plain);

    public static CodeType Other(string text) => new(text, Crossing.No);

    /// <summary>A list, an array, a stack or a queue, as written.</summary>
    public static CodeType List(string text, CodeType element) =>
        new(text, element.Crossing == Crossing.No ? Crossing.No : Crossing.List) { ListElement = element };

    /// <summary>An array.</summary>
    public static CodeType Array(CodeType element) =>
        element.Crossing == Crossing.Plain ? Plain(element.Text + "[]") : List(element.Text + "[]", element);

    /// <summary>A tuple; <paramref name="names"/> has null where an element has no name.</summary>
    public static CodeType Tuple(IReadOnlyList<CodeType> elements, IReadOnlyList<string?> names) => new(
        "(" + string.Join(", ", elements.Select((element, i) => names[i] is { } name ? element.Text + " " + name : element.Text)) + ")",
        elements.Any(element => element.Crossing == Crossing.No) ? Crossing.No : Crossing.Tuple,
        elements,
        names);

    /// <summary>
    /// What crosses where this type does: the type itself, or a tuple's elements, with the way to each (<c>.Item2.Item1</c>).
    /// </summary>
    public IEnumerable<(string Path, CodeType Type)> Leaves()
    {
        if (Elements is null) return [("", this)];
        return Elements.SelectMany((element, i) =>
            element.Leaves().Select(leaf => (".Item" + (i + 1).ToString(CultureInfo.InvariantCulture) + leaf.Path, leaf.Type)));
    }

    /// <summary>An expression of this type, from one for each of its <see cref="Leaves"/>, in order; lists come as arrays.</summary>
    public string Assemble(Queue<string> leaves) =>
        Elements is not null ? "(" + string.Join(", ", Elements.Select(element => element.Assemble(leaves))) + ")"
        : ListElement is not null ? OfItems(".. " + leaves.Dequeue())
        : leaves.Dequeue();

    /// <summary>A list of this type that holds what is written between the brackets of a collection expression.</summary>
    public string OfItems(string items) =>
        IsNamed("Stack") || IsNamed("Queue") ? "new((" + WireText + ")[" + items + "])" : "[" + items + "]";

    /// <summary>
    /// The items of such a list, in the order in which they were put in, as an array; none where a list that may be missing, since no
    /// branch that gives it was taken, is.
    /// </summary>
    public string ToItems(string list, bool isTyped = false, bool mayBeMissing = false)
    {
        if (mayBeMissing) list += IsStack || IsQueue ? " ?? new()" : " ?? []";
        return (isTyped ? "(" + WireText + ")" : "")
            + (IsStack ? "[.. global::System.Linq.Enumerable.Reverse(" + list + ")]" : "[.. " + list + "]");
    }

    /// <summary>Reads a type as written, in a file that spells tensors in that way.</summary>
    public static CodeType Of(TypeSyntax syntax, string tensor)
    {
        string text = syntax.ToString();
        if (text == tensor) return Tensor(text);
        switch (syntax)
        {
            case TupleTypeSyntax tuple:
                return Tuple(tuple.Elements.Select(element => Of(element.Type, tensor)).ToArray(), tuple.Elements.Select(NameOf).ToArray());
            case NullableTypeSyntax nullable:
                // The elements of a tuple that may not be there cannot be taken apart.
                return new CodeType(text, Of(nullable.ElementType, tensor).Crossing is var crossing and (Crossing.Tensor or Crossing.Plain)
                    ? crossing
                    : Crossing.No);
            case ArrayTypeSyntax { RankSpecifiers: [{ Rank: 1 }] } array:
                return Of(array.ElementType, tensor) is { Crossing: Crossing.Plain }
                    ? Plain(text)
                    : List(text, Of(array.ElementType, tensor));
            case PredefinedTypeSyntax when text is not ("object" or "void"):
                return Plain(text);
        }
        if (GenericOf(syntax) is { TypeArgumentList.Arguments: [var item] } generic && IsList(generic.Identifier.ValueText))
            return List(text, Of(item, tensor));
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
        if (mark.Length == 0 && ListElementOf(type) is { } item && Of(item, tensor) is { HoldsTensors: true } element)
            return List(text, element);
        return IsPlain(type) ? Plain(text) : Other(text);
    }

    /// <summary>Whether elements are taken off its end, and it is gone through from there.</summary>
    public bool IsStack => IsNamed("Stack");

    /// <summary>Whether elements are taken off its front.</summary>
    public bool IsQueue => IsNamed("Queue");

    /// <summary>Whether it is a <c>List&lt;T&gt;</c> itself.</summary>
    public bool IsResizable => IsNamed("List");

    private bool IsNamed(string generic) => Text.StartsWith(generic + "<", StringComparison.Ordinal) || Text.Contains("." + generic + "<");

    private static bool IsList(string name) =>
        name is "List" or "IList" or "IReadOnlyList" or "ICollection" or "IReadOnlyCollection" or "Stack" or "Queue";

    private static GenericNameSyntax? GenericOf(TypeSyntax syntax) => syntax switch
    {
        GenericNameSyntax generic => generic,
        QualifiedNameSyntax { Right: GenericNameSyntax generic } => generic,
        AliasQualifiedNameSyntax { Name: GenericNameSyntax generic } => generic,
        _ => null,
    };

    private static ITypeSymbol? ListElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol
        {
            TypeArguments: [var element], ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" }
        } list
            when IsList(list.Name) => element,
        _ => null,
    };

    private static string? NameOf(TupleElementSyntax element) => element.Identifier.Text is { Length: > 0 } name ? name : null;

    private static readonly SymbolDisplayFormat FullName =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static bool IsPlain(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => IsPlain(array.ElementType),
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => IsPlain(nullable.TypeArguments[0]),
        _ => type.TypeKind == TypeKind.Enum
            || type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_String)
            || TorchTypes.IsInTorch(type, "Device") || TorchTypes.IsInTorch(type, "Size") || type.Name == "Half",
    };
}
