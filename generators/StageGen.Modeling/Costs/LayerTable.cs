namespace StageGen.Modeling.Costs;

/// <summary>The modules of TorchSharp 0.107: what each holds, computes and keeps.</summary>
public static class LayerTable
{
    private static readonly Dictionary<string, Factory> Factories = Collect();

    /// <summary>The names it knows.</summary>
    public static IEnumerable<string> Names => Factories.Keys;

    /// <summary>The module that a factory of <c>torch.nn</c> makes of its arguments; null where none of that name is known.</summary>
    public static Layer? Create(string factory, ArgumentList arguments)
        => Factories.TryGetValue(factory, out var known) ? known.Create(factory, arguments) : null;

    private static Dictionary<string, Factory> Collect()
    {
        var table = new Dictionary<string, Factory>(StringComparer.Ordinal);
        IEnumerable<Factory>[] families =
        [
            WeightedLayers.All, ConvolutionLayers.All, ActivationLayers.All, ImageLayers.All, LossLayers.All,
            Recurrent.All, Transformers.All,
        ];
        foreach (var factory in families.SelectMany(family => family))
            foreach (string name in factory.Names) table.Add(name, factory);
        return table;
    }
}
