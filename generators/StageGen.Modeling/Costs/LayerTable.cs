namespace StageGen.Modeling.Costs;

/// <summary>The modules of TorchSharp 0.107: what each holds, computes and keeps.</summary>
public static class LayerTable
{
    private static readonly Dictionary<string, Func<string, ArgumentList, Layer>> Factories = Collect();

    /// <summary>The names it knows.</summary>
    public static IEnumerable<string> Names => Factories.Keys;

    /// <summary>The module that a factory of <c>torch.nn</c> makes of its arguments; null where none of that name is known.</summary>
    public static Layer? Create(string factory, ArgumentList arguments)
        => Factories.TryGetValue(factory, out var create) ? create(factory, arguments) : null;

    private static Dictionary<string, Func<string, ArgumentList, Layer>> Collect()
    {
        var table = new Dictionary<string, Func<string, ArgumentList, Layer>>(StringComparer.Ordinal);
        foreach (var (names, create) in WeightedLayers.All.Concat(PlainLayers.All))
            foreach (string name in names.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)) table.Add(name, create);
        return table;
    }
}
