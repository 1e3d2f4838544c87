namespace StageGen.Modeling.Costs;

/// <summary>An argument as it stands in a call.</summary>
/// <param name="Name">The parameter it names, or null.</param>
/// <param name="Value">What it is.</param>
public sealed record NamedArgument(string? Name, Argument Value);

/// <summary>The arguments of a call, in the order in which they stand.</summary>
public sealed record ArgumentList(EquatableArray<NamedArgument> Items)
{
    public static ArgumentList Empty { get; } = new(default(EquatableArray<NamedArgument>));

    public int Count => Items.Count;

    public static ArgumentList Of(params Argument[] positional)
        => new(positional.Select(value => new NamedArgument(null, value)).ToEquatableArray());

    public ArgumentList Add(string name, Argument value) => new(Items.Append(new(name, value)).ToEquatableArray());

    public ArgumentList Add(Argument value) => new(Items.Append(new(null, value)).ToEquatableArray());

    /// <summary>
    /// The argument at a place, where it is not named: C# lets one follow a named one only if that stands at its own place.
    /// </summary>
    public Argument? At(int position) => position < Items.Count && Items[position] is { Name: null } item ? item.Value : null;

    public Argument? Named(string name) => Items.FirstOrDefault(item => item.Name == name)?.Value;

    /// <summary>The argument for a parameter: named, or at its place.</summary>
    public Argument? For(string name, int position) => Named(name) ?? At(position);

    /// <summary>
    /// The positional arguments from a place on: those of a <c>params</c> array, or the items of the one array given for it.
    /// </summary>
    public IReadOnlyList<Argument> From(int position)
    {
        var rest = Items.Skip(position).TakeWhile(item => item.Name is null).Select(item => item.Value).ToList();
        return rest is [{ Kind: ArgumentKind.List } list] ? list.Items : rest;
    }

    /// <summary>
    /// All tensors, those in lists too, in the order in which they stand: what a <see cref="LayerResult"/> calls its inputs.
    /// </summary>
    public IEnumerable<TensorShape> Tensors => Items.SelectMany(item => TensorsOf(item.Value));

    public override string ToString()
        => string.Join(", ", Items.Select(item => item.Name is null ? item.Value.ToString() : item.Name + ": " + item.Value));

    private static IEnumerable<TensorShape> TensorsOf(Argument argument)
        => argument.Tensor is { } shape ? [shape] : argument.Items.SelectMany(TensorsOf);
}
