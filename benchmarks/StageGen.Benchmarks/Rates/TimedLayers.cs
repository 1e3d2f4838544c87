using StageGen.Modeling.Costs;
using static TorchSharp.torch.nn;

namespace StageGen.Benchmarks.Rates;

/// <summary>The shapes that are timed: those of small models, whose layers take from ten microseconds to some milliseconds.</summary>
internal static class TimedLayers
{
    private const long Batch = 16;

    public static IEnumerable<TimedLayer> All => [.. Linears(), .. Convolutions(), .. OnImages(), .. OnRows()];

    private static IEnumerable<TimedLayer> Linears() =>
        from rows in (long[])[16, 256, 2048]
        from widths in ((long In, long Out)[])[(16, 16), (64, 64), (64, 256), (256, 64), (256, 256), (256, 1024), (1024, 256)]
        where rows * widths.In * widths.Out <= 1L << 28
        select new TimedLayer("linear", $"{rows} × {widths.In} → {widths.Out}", () => Linear(widths.In, widths.Out),
            Known("Linear", ("inputSize", widths.In), ("outputSize", widths.Out)), [rows, widths.In]);

    private static IEnumerable<TimedLayer> Convolutions() =>
    [
        .. from channels in (long[])[8, 16, 32, 64, 128, 256]
           from image in (long[])[7, 14, 28, 56]
           where IsModerate(channels * channels * 9, image)
           select Convolution("conv 3×3", channels, channels, image, kernel: 3),
        .. from channels in ((long In, long Out)[])[(1, 16), (3, 64), (32, 16), (48, 64), (128, 64)]
           from image in (long[])[14, 28]
           select Convolution("conv 3×3", channels.In, channels.Out, image, kernel: 3),
        .. from channels in (long[])[16, 32, 64, 128]
           from image in (long[])[14, 28, 56]
           where IsModerate(channels * channels * 18, image)
           select Convolution("conv 3×3/2", channels, 2 * channels, image, kernel: 3, stride: 2),
        .. from channels in (long[])[16, 64, 128, 256]
           from image in (long[])[7, 14, 28, 56]
           where IsModerate(channels * channels, image)
           select Convolution("conv 1×1", channels, channels, image, kernel: 1),
        .. from channels in (long[])[16, 64, 256]
           from image in (long[])[7, 14, 28]
           select Convolution("depthwise conv 3×3", channels, channels, image, kernel: 3, groups: channels),
        .. from channels in (long[])[16, 32, 64, 128, 256]
           from image in (long[])[7, 14, 28]
           select new TimedLayer("transposed conv 2×2/2", $"{channels} × {image}² → {channels / 2}",
               () => ConvTranspose2d(channels, channels / 2, kernel_size: 2, stride: 2),
               Known("ConvTranspose2d", ("in_channels", channels), ("out_channels", channels / 2), ("kernel_size", 2), ("stride", 2)),
               Images(channels, image)),
    ];

    private static TimedLayer Convolution(string kind, long inputs, long outputs, long image, long kernel, long stride = 1,
        long groups = 1) => new(
            kind, $"{inputs} × {image}² → {outputs}",
            () => Conv2d(inputs, outputs, kernel, stride: stride, padding: kernel / 2, groups: groups),
            Known(
                "Conv2d", ("in_channels", inputs), ("out_channels", outputs), ("kernel_size", kernel), ("stride", stride),
                ("padding", kernel / 2), ("groups", groups)),
            Images(inputs, image));

    private static IEnumerable<TimedLayer> OnImages() =>
        from channels in (long[])[16, 64, 256]
        from image in (long[])[7, 14, 28, 56]
        where channels * image * image <= 1 << 17
        from layer in (TimedLayer[])
        [
            new("batch norm", "", () => BatchNorm2d(channels), Known("BatchNorm2d", ("num_features", channels)), []),
            new("group norm", "", () => GroupNorm(8, channels), Known("GroupNorm", ("num_groups", 8), ("num_channels", channels)), []),
            new("max pool 2×2", "", () => MaxPool2d(2), Known("MaxPool2d", ("kernel_size", 2)), []),
            new("max pool 3×3/2", "", () => MaxPool2d(3, stride: 2, padding: 1),
                Known("MaxPool2d", ("kernel_size", 3), ("stride", 2), ("padding", 1)), []),
            new("average pool 2×2", "", () => AvgPool2d(2), Known("AvgPool2d", ("kernel_size", 2)), []),
            new("relu", "", () => ReLU(), Known("ReLU"), []),
            new("upsample ×2", "", () => Upsample(scale_factor: [2, 2]), Known("Upsample", ("scale_factor", 2)), []),
        ]
        select layer with { Shape = $"{channels} × {image}²", Input = Images(channels, image) };

    private static IEnumerable<TimedLayer> OnRows() =>
        from rows in (long[])[64, 1024, 8192]
        from width in (long[])[16, 64, 256, 1024]
        where rows * width <= 1 << 21
        from layer in (TimedLayer[])
        [
            new("layer norm", "", () => LayerNorm(width), Known("LayerNorm", ("normalized_shape", width)), []),
            new("softmax", "", () => Softmax(-1), Known("Softmax", ("dim", -1)), []),
            new("gelu", "", () => GELU(), Known("GELU"), []),
            new("tanh", "", () => Tanh(), Known("Tanh"), []),
            new("dropout", "", () => Dropout(0.1), Known("Dropout"), []),
        ]
        select layer with { Shape = $"{rows} × {width}", Input = [rows, width] };

    private static long[] Images(long channels, long image) => [Batch, channels, image, image];

    /// <summary>Neither a call that hardly does anything nor one that nobody waits for.</summary>
    private static bool IsModerate(long weights, long image) => Batch * image * image * weights is >= 1L << 18 and <= 1L << 28;

    private static Layer Known(string factory, params (string Name, long Value)[] arguments)
    {
        var list = arguments.Aggregate(ArgumentList.Empty, (list, argument) => list.Add(argument.Name, Argument.Of(argument.Value)));
        return LayerTable.Create(factory, list) ?? throw new ArgumentException($"The table knows no layer {factory}.", nameof(factory));
    }
}
