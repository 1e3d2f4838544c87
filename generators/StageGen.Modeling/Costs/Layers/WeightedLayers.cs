namespace StageGen.Modeling.Costs;

/// <summary>Modules that are one function with weights.</summary>
internal static class WeightedLayers
{
    public static IEnumerable<(string Names, Func<string, ArgumentList, Layer> Create)> All =>
    [
        ("Linear", Linear),
        ("Embedding", Embedding),
        ("LayerNorm", LayerNorm),
        ("Conv1d", (name, arguments) => Convolution(name, arguments, 1)),
        ("Conv2d", (name, arguments) => Convolution(name, arguments, 2)),
        ("Conv3d", (name, arguments) => Convolution(name, arguments, 3)),
    ];

    private static LayerTensor Weight(ElementType type, string name, params Size[] dimensions)
        => new(name, TensorShape.Of(type, dimensions) with { Role = TensorRole.Parameter });

    private static Layer Linear(string name, ArgumentList arguments)
    {
        var given = new Binding(arguments, "inputSize", "outputSize", "hasBias", "device", "dtype");
        var (type, made) = (given.Type(), given.Size("outputSize"));
        var weight = Weight(type, "weight", made, given.Size("inputSize"));
        return new FunctionLayer(name, "linear", ArgumentList.Empty)
        {
            Weights = given.Flag("hasBias", true) ? new([weight, Weight(type, "bias", made)]) : new([weight]),
        };
    }

    private static Layer Embedding(string name, ArgumentList arguments)
    {
        var given = new Binding(
            arguments, "num_embeddings", "embedding_dims", "padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse", "device", "dtype");
        return new FunctionLayer(name, "embedding", ArgumentList.Empty)
        {
            Weights = new([Weight(given.Type(), "weight", given.Size("num_embeddings"), given.Size("embedding_dims"))]),
        };
    }

    private static Layer LayerNorm(string name, ArgumentList arguments)
    {
        var given = new Binding(arguments, "normalized_shape", "eps", "elementwise_affine", "bias", "device", "dtype");
        var type = given.Type();
        Size[] shape = [.. given["normalized_shape"]?.Sizes ?? []];
        var weight = Weight(type, "weight", shape);
        bool affine = given.Flag("elementwise_affine", true);
        return new FunctionLayer(name, "layer_norm", ArgumentList.Empty.Add("normalized_shape", Argument.List(shape)))
        {
            Weights = !affine ? default : given.Flag("bias", true) ? new([weight, Weight(type, "bias", shape)]) : new([weight]),
        };
    }

    private static Layer Convolution(string name, ArgumentList arguments, int rank)
    {
        // One overload has the padding as an enumeration, before the stride.
        bool isNamed = arguments.For("padding", 3) is { Text: not null };
        var given = new Binding(arguments, ["in_channels", "out_channels", "kernel_size", .. isNamed ? new[] { "padding", "stride" } : ["stride", "padding"],
            "dilation", "padding_mode", "groups", "bias", "device", "dtype"]);
        var (type, made, groups) = (given.Type(), given.Size("out_channels"), given.Size("groups", 1));
        var weight = Weight(type, "weight", [made, Size.Divide(given.Size("in_channels"), groups), .. given.Sizes("kernel_size", rank)]);
        var options = ArgumentList.Empty.Add("strides", Argument.List([.. given.Sizes("stride", rank, 1)]))
            .Add("padding", isNamed ? given["padding"]! : Argument.List([.. given.Sizes("padding", rank, 0)]))
            .Add("dilation", Argument.List([.. given.Sizes("dilation", rank, 1)])).Add("groups", Argument.Of(groups));
        return new FunctionLayer(name, "conv" + rank + "d", options)
        {
            Weights = given.Flag("bias", true) ? new([weight, Weight(type, "bias", made)]) : new([weight]),
        };
    }
}
