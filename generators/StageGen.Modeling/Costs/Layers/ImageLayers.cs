namespace StageGen.Modeling.Costs;

/// <summary>Poolings, paddings, and whatever lays a tensor out differently.</summary>
internal static class ImageLayers
{
    public static IEnumerable<Factory> All => new[]
    {
        Factory.Of("Identity", "Identity"),
        Factory.Of("Flatten", "flatten", "start_dim, end_dim", ArgumentList.Empty.Add("start_dim", Argument.Of(1L))),
        Factory.Of("Unflatten", "unflatten", "dim, unflattened_size:sizes"),
        Factory.Of("Unfold", "unfold", "kernel_size, dilation, padding, stride"),
        Factory.Of("Fold", "fold", "output_size, kernel_size, dilation, padding, stride"),
        Factory.Of("Upsample", "interpolate", "size, scale_factor, mode, align_corners, recompute_scale_factor"),
        Factory.Of("PixelShuffle", "pixel_shuffle", "upscale_factor"),
        Factory.Of("PixelUnshuffle", "pixel_unshuffle", "downscale_factor"),
        Factory.Of("ChannelShuffle", "channel_shuffle", "groups"),
        Factory.Of("LocalResponseNorm", "local_response_norm", "size, alpha, beta, k"),
        Factory.Of("CosineSimilarity", "cosine_similarity", "dim, eps"),
        Factory.Of("PairwiseDistance", "pairwise_distance", "p, eps, keepdim"),
        Padding("ZeroPad2d", 2, "Constant"),
    }
    .Concat(Enumerable.Range(1, 3).SelectMany(OfRank));

    private static IEnumerable<Factory> OfRank(int rank) =>
    [
        Factory.Of("MaxPool" + rank + "d", "max_pool" + rank + "d", "kernel_size, stride, padding, dilation, ceil_mode"),
        Factory.Of("AvgPool" + rank + "d", "avg_pool" + rank + "d",
            "kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override"),
        Factory.Of("LPPool" + rank + "d", "lp_pool" + rank + "d", "norm_type, kernel_size, stride, ceil_mode"),
        Factory.Of("AdaptiveAvgPool" + rank + "d", "adaptive_avg_pool" + rank + "d", "output_size"),
        Factory.Of("AdaptiveMaxPool" + rank + "d", "adaptive_max_pool" + rank + "d", "output_size"),
        Factory.Of("FractionalMaxPool" + rank + "d", "fractional_max_pool" + rank + "d", "kernel_size, output_size, output_ratio"),
        Factory.Of("MaxUnpool" + rank + "d", "max_unpool" + rank + "d", "kernel_size, stride, padding"),
        Padding("ConstantPad" + rank + "d", rank, "Constant"),
        Padding("ReflectionPad" + rank + "d", rank, "Reflect"),
        Padding("ReplicationPad" + rank + "d", rank, "Replicate"),
    ];

    /// <summary>One number counts for both sides of each dimension.</summary>
    private static Factory Padding(string name, int rank, string mode) => new(name, (name, arguments) => new FunctionLayer(name, "pad",
        ArgumentList.Empty.Add("pad", Argument.List([.. new Binding(arguments, "padding", "value").Sizes("padding", rank * 2)]))
            .Add("mode", Argument.Of(mode))));
}
