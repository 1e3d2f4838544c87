namespace StageGen.Modeling.Costs;

/// <summary>Makes layers of one kind.</summary>
/// <param name="names">The factories of <c>torch.nn</c>, by commas.</param>
/// <param name="create">Makes one, of the factory's name and its arguments.</param>
internal sealed class Factory(string names, Func<string, ArgumentList, Layer> create)
{
    public IReadOnlyList<string> Names { get; } = Split(names);

    public Func<string, ArgumentList, Layer> Create { get; } = create;

    /// <summary>A module without parameters: what its factory is given it hands on to a function under the same names.</summary>
    /// <param name="names">The factories.</param>
    /// <param name="operation">The function.</param>
    /// <param name="parameters">The factory's parameters, by commas; one that the function calls differently as <c>theirs:its</c>.</param>
    /// <param name="defaults">Arguments for what is not given.</param>
    public static Factory Of(string names, string operation, string parameters = "", ArgumentList? defaults = null) =>
        new(names, (name, arguments) =>
        {
            var pairs = Split(parameters).Select(parameter => parameter.Split(':')).ToList();
            var given = new Binding(arguments, [.. pairs.Select(pair => pair[0])]);
            var options = defaults ?? ArgumentList.Empty;
            foreach (string[] pair in pairs)
            {
                string known = pair[pair.Length - 1];
                if (given[pair[0]] is { } value)
                    options = new(options.Items.Where(item => item.Name != known).Append(new(known, value)).ToEquatableArray());
            }

            return new FunctionLayer(name, operation, options);
        });

    private static string[] Split(string list) => list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
}
