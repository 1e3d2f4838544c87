using System.Globalization;

namespace StageGen.Modeling.Costs;

/// <summary>What an argument is.</summary>
public enum ArgumentKind
{
    /// <summary>Nobody knows.</summary>
    Unknown,
    Null,
    Size,
    Number,
    Boolean,

    /// <summary>A string, a member of an enumeration, or another name.</summary>
    Text,

    /// <summary>An array or a tuple.</summary>
    List,
    Tensor,
    Layer,

    /// <summary>A range of an index: three items, start, stop and step, of which each may be null.</summary>
    Slice,

    /// <summary><c>...</c> in an index.</summary>
    Ellipsis,
}

/// <summary>An evaluated argument of a call: of a layer's constructor, or of an operation on tensors.</summary>
public sealed record Argument
{
    private readonly Size size;
    private readonly double number;

    private Argument(ArgumentKind kind, Size size = default, double number = 0) => (Kind, this.size, this.number) = (kind, size, number);

    public static Argument Unknown { get; } = new(ArgumentKind.Unknown);

    public static Argument Null { get; } = new(ArgumentKind.Null);

    public static Argument Ellipsis { get; } = new(ArgumentKind.Ellipsis);

    public ArgumentKind Kind { get; }

    /// <summary>Of a text.</summary>
    public string? Text { get; private init; }

    /// <summary>Of a list or a slice.</summary>
    public EquatableArray<Argument> Items { get; private init; }

    /// <summary>Of a tensor.</summary>
    public TensorShape? Tensor { get; private init; }

    /// <summary>Of a layer.</summary>
    public Layer? Layer { get; private init; }

    public bool IsNull => Kind == ArgumentKind.Null;

    public bool IsUnknown => Kind == ArgumentKind.Unknown;

    /// <summary>Whether it is true; null where it is no known truth value.</summary>
    public bool? Boolean { get; private init; }

    /// <summary>As a size: unknown where it is no whole number.</summary>
    public Size Size => Kind switch
    {
        ArgumentKind.Size => size,
        ArgumentKind.Number when number == Math.Floor(number) && Math.Abs(number) < 1L << 53 => (long)number,
        _ => Size.Unknown,
    };

    /// <summary>As a number: null where its value is not known.</summary>
    public double? Number => Kind switch
    {
        ArgumentKind.Number => number,
        ArgumentKind.Size when size.TryGetConstant(out long value) => value,
        _ => null,
    };

    /// <summary>As several sizes: those of a list, or itself alone.</summary>
    public IEnumerable<Size> Sizes => Kind is ArgumentKind.List ? Items.Select(item => item.Size) : [Size];

    public static Argument Of(Size value) => value.IsKnown ? new(ArgumentKind.Size, value) : Unknown;

    public static Argument Of(long value) => Of(Size.Of(value));

    public static Argument Of(double value) => new(ArgumentKind.Number, number: value);

    public static Argument Of(bool value) => new(ArgumentKind.Boolean) { Boolean = value };

    /// <summary>Of an enumeration's member the last name counts: <c>PaddingModes.Zeros</c> is <c>Zeros</c>.</summary>
    public static Argument Of(string value) => new(ArgumentKind.Text) { Text = value };

    public static Argument Of(TensorShape value) => new(ArgumentKind.Tensor) { Tensor = value };

    public static Argument Of(Layer value) => new(ArgumentKind.Layer) { Layer = value };

    public static Argument List(IEnumerable<Argument> items) => new(ArgumentKind.List) { Items = items.ToEquatableArray() };

    public static Argument List(params Size[] sizes) => List(sizes.Select(Of));

    public static Argument Slice(Argument start, Argument stop, Argument? step = null)
        => new(ArgumentKind.Slice) { Items = new([start, stop, step ?? Null]) };

    /// <summary>Whether it is the text, or an enumeration's member of that name.</summary>
    public bool Is(string name)
        => Text is { } text && text.EndsWith(name, StringComparison.Ordinal)
            && (text.Length == name.Length || text[text.Length - name.Length - 1] == '.');

    public override string ToString() => Kind switch
    {
        ArgumentKind.Size => size.ToString(),
        ArgumentKind.Number => number.ToString(CultureInfo.InvariantCulture),
        ArgumentKind.Boolean => Boolean == true ? "true" : "false",
        ArgumentKind.Text => Text!,
        ArgumentKind.List => "[" + string.Join(", ", Items) + "]",
        ArgumentKind.Tensor => Tensor!.ToString(),
        ArgumentKind.Layer => Layer!.Name,
        ArgumentKind.Slice => string.Join(":", Items),
        ArgumentKind.Null => "null",
        ArgumentKind.Ellipsis => "...",
        _ => "?",
    };
}
