namespace StageGen.Modeling.Costs;

/// <summary>Arguments bound to the parameters of one signature; whatever was not given has its default.</summary>
internal sealed class Binding(ArgumentList arguments, params string[] parameters)
{
    public Argument? this[string parameter]
        => arguments.For(parameter, Array.IndexOf(parameters, parameter) is var place && place >= 0 ? place : int.MaxValue);

    /// <summary>Whether it was given, and not as null.</summary>
    public bool Has(string parameter) => this[parameter] is { IsNull: false };

    public Size Size(string parameter, Size? otherwise = null)
        => this[parameter] is { IsNull: false } argument ? argument.Size : otherwise ?? Costs.Size.Unknown;

    /// <summary>A size for each of some dimensions: one given counts for all.</summary>
    public EquatableArray<Size> Sizes(string parameter, int rank, Size? otherwise = null)
    {
        var sizes = this[parameter] is { IsNull: false } argument ? argument.Sizes.ToArray() : [otherwise ?? Costs.Size.Unknown];
        if (sizes.Length == 1) return Enumerable.Repeat(sizes[0], rank).ToEquatableArray();
        return sizes.Length == rank ? new(sizes) : Enumerable.Repeat(Costs.Size.Unknown, rank).ToEquatableArray();
    }

    /// <summary>A truth value; of one that is not known, the default.</summary>
    public bool Flag(string parameter, bool otherwise) => this[parameter]?.Boolean ?? otherwise;

    public double? Number(string parameter, double otherwise)
        => this[parameter] is { IsNull: false } argument ? argument.Number : otherwise;

    /// <summary>The type of <c>dtype</c>.</summary>
    public ElementType Type(string parameter = "dtype", ElementType otherwise = ElementType.Float32) => this[parameter] switch
    {
        null or { IsNull: true } => otherwise,
        { Text: { } text } => ElementTypes.Parse(text),
        _ => ElementType.Unknown,
    };
}
