namespace StageGen.Modeling.Costs;

/// <summary>Modules that are one function with weights.</summary>
internal static class WeightedLayers
{
    public static IEnumerable<Factory> All =>
    [
        new("Linear", Linear),
        new("Bilinear", Bilinear),
        new("Embedding", Embedding),
        new("Embedding_from_pretrained", Pretrained),
        new("EmbeddingBag", Bag),
        new("EmbeddingBag_from_pretrained", PretrainedBag),
        new("PReLU", Slopes),
        new("LayerNorm", LayerNorm),
        new("GroupNorm", GroupNorm),
        .. Enumerable.Range(1, 3).SelectMany(rank => (Factory[])
        [
            new("BatchNorm" + rank + "d", (name, arguments) => BatchNorm(name, arguments, rank)),
            new("InstanceNorm" + rank + "d", (name, arguments) => InstanceNorm(name, arguments, rank)),
        ]),
    ];

    internal static LayerTensor Weight(string name, ElementType type, params Size[] dimensions)
        => new(name, TensorShape.Of(type, dimensions) with { Role = TensorRole.Parameter });

    /// <summary>A weight, and a bias where there is one.</summary>
    internal static EquatableArray<LayerTensor> Weights(LayerTensor weight, bool hasBias, params Size[] bias)
        => hasBias ? new([weight, Weight("bias", weight.Shape.Type, bias)]) : new([weight]);

    private static Layer Linear(string name, ArgumentList arguments)
    {
        var given = new Binding(arguments, "inputSize", "outputSize", "hasBias", "device", "dtype");
        if ((arguments.Named("weight") ?? arguments.At(0)) is { Tensor: { } weight })
        {
            var bias = arguments.Named("bias") ?? arguments.At(1);
            return Of(new("weight", weight with { Role = TensorRole.Parameter }), bias is { Tensor: not null },
                bias?.Tensor?.Elements ?? default);
        }

        var made = given.Size("outputSize");
        return Of(Weight("weight", given.Type(), made, given.Size("inputSize")), given.Flag("hasBias", true), made);

        Layer Of(LayerTensor weight, bool hasBias, Size made)
            => new FunctionLayer(name, "linear", ArgumentList.Empty) { Weights = Weights(weight, hasBias, made) };
    }

    private static Layer Bilinear(string name, ArgumentList arguments)
    {
        var given = new Binding(arguments, "in1_features", "in2_features", "out_features", "hasBias", "device", "dtype");
        var made = given.Size("out_features");
        var weight = Weight("weight", given.Type(), made, given.Size("in1_features"), given.Size("in2_features"));
        return new FunctionLayer(name, "bilinear", ArgumentList.Empty) { Weights = Weights(weight, given.Flag("hasBias", true), made) };
    }

    private static Layer Embedding(string name, ArgumentList arguments)
    {
        var given = new Binding(
            arguments, "num_embeddings", "embedding_dims", "padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse",
            "device", "dtype");
        return Table(name, "embedding", Weight("weight", given.Type(), given.Size("num_embeddings"), given.Size("embedding_dims")),
            ArgumentList.Empty);
    }

    private static Layer Pretrained(string name, ArgumentList arguments)
        => Table("Embedding", "embedding", Given(arguments), ArgumentList.Empty);

    private static Layer Bag(string name, ArgumentList arguments)
    {
        var given = new Binding(arguments, "num_embeddings", "embedding_dims", "max_norm", "norm_type",
            "scale_grad_by_freq", "mode", "sparse", "include_last_offset", "padding_index", "device", "dtype");
        return Table(name, "embedding_bag", Weight("weight", given.Type(), given.Size("num_embeddings"), given.Size("embedding_dims")),
            BagOptions(given));
    }

    private static Layer PretrainedBag(string name, ArgumentList arguments)
        => Table("EmbeddingBag", "embedding_bag", Given(arguments), BagOptions(new Binding(arguments, "embeddings", "freeze",
            "max_norm", "norm_type", "scale_grad_by_freq", "mode", "sparse", "include_last_offset", "padding_index", "device", "dtype")));

    private static ArgumentList BagOptions(Binding given)
        => ArgumentList.Empty.Add("mode", given["mode"] ?? Argument.Of("Mean"))
            .Add("include_last_offset", Argument.Of(given.Flag("include_last_offset", false)));

    /// <summary>The table that is given; it learns only where it is not frozen.</summary>
    private static LayerTensor Given(ArgumentList arguments)
    {
        var given = new Binding(arguments, "embeddings", "freeze");
        var table = given["embeddings"]?.Tensor ?? TensorShape.Unknown;
        return new("weight", table with { Role = given.Flag("freeze", true) ? TensorRole.Constant : TensorRole.Parameter });
    }

    private static Layer Table(string name, string operation, LayerTensor weight, ArgumentList options)
        => new FunctionLayer(name, operation, options) { Weights = new([weight]) };

    private static Layer Slopes(string name, ArgumentList arguments)
    {
        var given = new Binding(arguments, "num_parameters", "init", "device", "dtype");
        return new FunctionLayer(name, "prelu", ArgumentList.Empty)
        {
            Weights = new([Weight("weight", given.Type(), given.Size("num_parameters"))])
        };
    }

    private static Layer LayerNorm(string name, ArgumentList arguments)
    {
        var given = new Binding(arguments, "normalized_shape", "eps", "elementwise_affine", "bias", "device", "dtype");
        Size[] shape = [.. given["normalized_shape"]?.Sizes ?? [Size.Unknown]];
        return new FunctionLayer(name, "layer_norm", ArgumentList.Empty.Add("normalized_shape", Argument.List(shape)))
        {
            Weights = given.Flag("elementwise_affine", true)
                ? Weights(Weight("weight", given.Type(), shape), given.Flag("bias", true), shape)
                : default,
        };
    }

    private static Layer GroupNorm(string name, ArgumentList arguments)
    {
        var given = new Binding(arguments, "num_groups", "num_channels", "eps", "affine", "device", "dtype");
        var channels = given.Size("num_channels");
        return new FunctionLayer(name, "group_norm", ArgumentList.Empty.Add("num_groups", Argument.Of(given.Size("num_groups"))))
        {
            Weights = given.Flag("affine", true) ? Weights(Weight("weight", given.Type(), channels), hasBias: true, channels) : default,
        };
    }

    private static Layer BatchNorm(string name, ArgumentList arguments, int rank)
    {
        var given = Normalized(arguments);
        return Statistical(name, "batch_norm", given, affine: true, tracks: true, ArgumentList.Empty) with { Ranks = rank == 1
            ? new([2, 3])
            : new([rank + 2]) };
    }

    private static Layer InstanceNorm(string name, ArgumentList arguments, int rank)
        => Statistical(name, "instance_norm", Normalized(arguments), affine: false, tracks: false,
            ArgumentList.Empty.Add("spatial", Argument.Of((long)rank)))
            with { Ranks = new([rank + 1, rank + 2]) };

    private static Binding Normalized(ArgumentList arguments)
        => new(arguments, "num_features", "eps", "momentum", "affine", "track_running_stats", "device", "dtype");

    private static FunctionLayer Statistical(string name, string operation, Binding given, bool affine, bool tracks, ArgumentList options)
    {
        var (features, type) = (given.Size("num_features"), given.Type());
        return new FunctionLayer(name, operation, options)
        {
            Weights = given.Flag("affine", affine) ? Weights(Weight("weight", type, features), hasBias: true, features) : default,
            Statistics = !given.Flag("track_running_stats", tracks) ? default : new(
            [
                Buffer("running_mean", type, features), Buffer("running_var", type, features),
                // It counts in the module's element type, where one is given.
                Buffer("num_batches_tracked", given.Type(otherwise: ElementType.Int64)),
            ]),
        };
    }

    private static LayerTensor Buffer(string name, ElementType type, params Size[] dimensions)
        => new(name, TensorShape.Of(type, dimensions) with { Role = TensorRole.Constant });
}
