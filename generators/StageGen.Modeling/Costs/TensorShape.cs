namespace StageGen.Modeling.Costs;

/// <summary>What a tensor is to autograd.</summary>
public enum TensorRole
{
    /// <summary>A value on the way: gradients flow through it, if its elements are floating.</summary>
    Activation,

    /// <summary>A parameter, or a view of one: it wants a gradient, and it is in memory anyway.</summary>
    Parameter,

    /// <summary>Data, masks, buffers: no gradient flows into it.</summary>
    Constant,
}

/// <summary>A tensor's dimensions and the type of its elements.</summary>
/// <param name="Dimensions">Its dimensions; none where <see cref="IsRankKnown"/> is false.</param>
/// <param name="Type">What it holds.</param>
public sealed record TensorShape(EquatableArray<Size> Dimensions, ElementType Type)
{
    /// <summary>Nothing is known of it.</summary>
    public static TensorShape Unknown { get; } = OfUnknownRank(ElementType.Unknown);

    /// <summary>Whether it is known how many dimensions there are.</summary>
    public bool IsRankKnown { get; init; } = true;

    /// <summary>What it is to autograd.</summary>
    public TensorRole Role { get; init; }

    /// <summary>How far apart in memory the elements of each dimension are; none where they lie in the order of the dimensions.</summary>
    internal EquatableArray<Size> Strides { get; init; }

    /// <summary>
    /// Whether its elements lie in the order of its dimensions; a transposed view's do not, and are copied where they must.
    /// </summary>
    public bool IsContiguous => Strides.Count == 0;

    /// <summary>How many dimensions it has; −1 where that is unknown.</summary>
    public int Rank => IsRankKnown ? Dimensions.Count : -1;

    /// <summary>How many elements it has.</summary>
    public Size Elements => IsRankKnown ? Size.Product(Dimensions) : Size.Unknown;

    /// <summary>The bytes of its elements.</summary>
    public Size Bytes => Elements * Type.Bytes();

    /// <summary>Whether backward computes a gradient for it.</summary>
    public bool WantsGradient => Role != TensorRole.Constant && Type.IsFloating();

    /// <summary>The last dimension; unknown where there is none.</summary>
    public Size Last => Rank > 0 ? Dimensions[Rank - 1] : Size.Unknown;

    public static TensorShape Of(ElementType type, params Size[] dimensions) => new(new(dimensions), type);

    public static TensorShape Of(params Size[] dimensions) => Of(ElementType.Float32, dimensions);

    public static TensorShape OfUnknownRank(ElementType type) => new(default, type) { IsRankKnown = false };

    /// <summary>The same kind of tensor, newly made, with other dimensions.</summary>
    public TensorShape With(IEnumerable<Size> dimensions)
        => this with { Dimensions = dimensions.ToEquatableArray(), IsRankKnown = true, Strides = default };

    /// <summary>The same, newly made, with another size in one dimension, counted from the end where negative.</summary>
    public TensorShape With(int dimension, Size size)
    {
        int index = dimension < 0 ? dimension + Rank : dimension;
        return IsRankKnown ? With(Dimensions.Select((old, i) => i == index ? size : old)) : this;
    }

    /// <summary><c>[batch, 64, 56, 56]</c>, with the type where it is not Float32.</summary>
    public override string ToString()
    {
        string dimensions = IsRankKnown ? "[" + string.Join(", ", Dimensions) + "]" : "[...]";
        return Type == ElementType.Float32 ? dimensions : dimensions + " " + Type;
    }
}
