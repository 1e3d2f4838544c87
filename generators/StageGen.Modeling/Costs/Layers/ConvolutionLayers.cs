namespace StageGen.Modeling.Costs;

/// <summary>Convolutions, transposed ones too.</summary>
internal static class ConvolutionLayers
{
    public static IEnumerable<Factory> All => Enumerable.Range(1, 3).SelectMany(rank => (Factory[])
    [
        new("Conv" + rank + "d", (name, arguments) => Convolution(name, arguments, rank)),
        new("ConvTranspose" + rank + "d", (name, arguments) => Transposed(name, arguments, rank)),
    ]);

    private static Layer Convolution(string name, ArgumentList arguments, int rank)
    {
        // One overload has the padding as an enumeration, before the stride.
        bool isNamed = arguments.For("padding", 3) is { Text: not null };
        var given = new Binding(arguments, ["in_channels", "out_channels", "kernel_size",
            .. isNamed ? new[] { "padding", "stride" } : ["stride", "padding"],
            "dilation", "padding_mode", "groups", "bias", "device", "dtype"]);
        var (made, groups) = (given.Size("out_channels"), given.Size("groups", 1));
        var (kernel, dilation) = (given.Sizes("kernel_size", rank), given.Sizes("dilation", rank, 1));
        var weight = WeightedLayers.Weight("weight", given.Type(), [made, Size.Divide(given.Size("in_channels"), groups), .. kernel]);
        var padding = isNamed ? given["padding"]! : Argument.List([.. given.Sizes("padding", rank, 0)]);

        // What is not padded with zeros is padded by a function of its own, into a larger copy.
        bool isPaddedBefore = given["padding_mode"] is { Text: not null } mode && !mode.Is("Zeros");
        var layer = new FunctionLayer(name, "conv" + rank + "d",
            ArgumentList.Empty.Add("stride", Argument.List([.. given.Sizes("stride", rank, 1)]))
                .Add("padding", isPaddedBefore ? Argument.Of(0L) : padding).Add("dilation", Argument.List([.. dilation]))
                .Add("groups", Argument.Of(groups)))
        {
            Weights = WeightedLayers.Weights(weight, given.Flag("bias", true), made),
        };
        if (!isPaddedBefore) return layer;
        var sides = Enumerable.Range(0, rank).Reverse().SelectMany(i => Sides(padding, dilation[i] * (kernel[i] - 1), i));
        return new PaddedLayer(layer, ArgumentList.Empty.Add("pad", Argument.List([.. sides])).Add("mode", given["padding_mode"]!));
    }

    private static IEnumerable<Size> Sides(Argument padding, Size reach, int dimension)
    {
        if (padding.Is("Valid")) return [Size.Zero, Size.Zero];
        if (!padding.Is("Same")) return [padding.Items[dimension].Size, padding.Items[dimension].Size];
        var left = Size.Divide(reach, 2);
        return [left, reach - left];
    }

    private static Layer Transposed(string name, ArgumentList arguments, int rank)
    {
        var given = new Binding(arguments, "in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding",
            "dilation", "padding_mode", "groups", "bias", "device", "dtype");
        var (made, groups) = (given.Size("out_channels"), given.Size("groups", 1));
        var weight = WeightedLayers.Weight("weight", given.Type(),
            [given.Size("in_channels"), Size.Divide(made, groups), .. given.Sizes("kernel_size", rank)]);
        var options = ArgumentList.Empty.Add("groups", Argument.Of(groups));
        foreach (string size in new[] { "stride", "padding", "output_padding", "dilation" })
            options = options.Add(size, Argument.List([.. given.Sizes(size, rank, size is "stride" or "dilation" ? 1 : 0)]));
        return new FunctionLayer(name, "conv_transpose" + rank + "d", options)
        {
            Weights = WeightedLayers.Weights(weight, given.Flag("bias", true), made)
        };
    }

    /// <summary>A convolution of a padded copy.</summary>
    private sealed record PaddedLayer(FunctionLayer Convolution, ArgumentList Padding) : Layer
    {
        public override string Name => Convolution.Name;

        public override EquatableArray<LayerTensor> Parameters => Convolution.Parameters;

        protected override LayerResult Call(IReadOnlyList<TensorShape> inputs)
        {
            var run = new Composition(inputs);
            return run.Result(run.Apply(Convolution, run.Apply("pad", [run.Inputs[0]], Padding)));
        }
    }
}
