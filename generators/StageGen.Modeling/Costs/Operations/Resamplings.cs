namespace StageGen.Modeling.Costs;

/// <summary>Images made larger, smaller, or laid out differently; nothing is kept, but by some paddings their input.</summary>
internal static class Resamplings
{
    public static IEnumerable<Operation> All =>
    [
        new("interpolate, upsample, upsample_nearest, upsample_bilinear",
            "input, size, scale_factor, mode, align_corners, recompute_scale_factor", Interpolate),
        new("upsample_nearest1d, upsample_nearest2d, upsample_nearest3d", "input, size, scale_factor", Interpolate),
        new("pixel_shuffle", "input, upscale_factor", call => Shuffle(call, "upscale_factor", up: true)),
        new("pixel_unshuffle", "input, downscale_factor", call => Shuffle(call, "downscale_factor", up: false)),
        new("channel_shuffle", "input, groups",
            call => call.Tensor("input") is { } input ? new Outcome(call).Output(input.Shape).Result() : LayerResult.Unknown),
        new("pad", "input, pad, mode, value", Pad),
        new("unfold", "input, kernel_size, dilation, padding, stride", Unfold),
        new("fold", "input, output_size, kernel_size, dilation, padding, stride", Fold),
    ];

    private static LayerResult Interpolate(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        int rank = input.Shape.Rank - 2;
        if (rank < 1)
            return new Outcome(call).Output(TensorShape.OfUnknownRank(input.Shape.Type)).Forward(Size.Unknown)
                .Gradient(input, Size.Unknown).Result();
        var named = call.Arguments["size"] ?? call.List.Named("outputSizes");
        var sizes = named is { IsNull: false } ? named.Sizes.ToList() : null;
        var factors = call.Arguments["scale_factor"] is not { IsNull: false } scale ? null
            : scale.Kind == ArgumentKind.List ? scale.Items.Select(item => item.Number).ToList() : [scale.Number];
        Size At(int i, Size old) => sizes is not null ? sizes[Math.Min(i, sizes.Count - 1)]
            : factors is { Count: > 0 } ? Scaled(old, factors[Math.Min(i, factors.Count - 1)]) : Size.Unknown;
        var shape = input.Shape.With(input.Shape.Dimensions.Select((size, i) => i < 2 ? size : At(i - 2, size)));
        var mode = call.Arguments["mode"] ?? Argument.Of(call.Operation.Contains("bilinear") ? "Bilinear" : "Nearest");
        // Each element is a weighted sum of its neighbours: 2 in every dimension, 4 for cubes.
        int flops = mode.Is("Nearest") || mode.Is("NearestExact") ? 0
            : mode.Is("Bicubic") ? 32
            : mode.Is("Trilinear") ? 16
            : mode.Is("Bilinear") ? 8
            : mode.Is("Linear") ? 4
            : 2;
        var outcome = new Outcome(call).Output(shape).Forward(shape.Elements * flops).Gradient(input, shape.Elements * Math.Max(1, flops))
            .OneByOne(shape.Elements * StepCounts.Resampled, shape.Elements * StepCounts.ResampledBackward);
        return (mode.Is("Area") ? outcome.Keep(input) : outcome).Result();
    }

    private static Size Scaled(Size size, double? factor)
    {
        if (factor is not { } number || number <= 0) return Size.Unknown;
        if (number == Math.Floor(number) && number < 1 << 20) return size * (long)number;
        if (size.TryGetConstant(out long value)) return (long)Math.Floor(value * number);
        double inverse = 1 / number;
        return inverse == Math.Floor(inverse) && inverse < 1 << 20 ? Size.Divide(size, (long)inverse) : Size.Unknown;
    }

    /// <summary>Channels become pixels, or pixels channels.</summary>
    private static LayerResult Shuffle(Call call, string parameter, bool up)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var (dimensions, factor) = (input.Shape.Dimensions.ToArray(), call.Arguments.Size(parameter));
        int rank = input.Shape.Rank;
        if (rank < 3)
            return new Outcome(call) { Problem = input.Shape.IsRankKnown
                ? call.Operation + " expects at least 3 dimensions and gets " + input.Shape
                : null }
                .Output(TensorShape.OfUnknownRank(input.Shape.Type)).Result();
        Size divisor = up ? factor * factor : factor;
        var divided = (up ? new[] { rank - 3 } : [rank - 2, rank - 1]).ToList();
        string? problem =
            divided.Any(i => dimensions[i].TryGetConstant(out long size) && divisor.TryGetConstant(out long by) && by > 0 && size % by != 0)
                ? call.Operation + " by " + factor + " cannot divide " + input.Shape : null;
        for (int i = rank - 3; i < rank; i++)
            dimensions[i] = divided.Contains(i) ? Size.Divide(dimensions[i], divisor) : dimensions[i] * (up ? factor : factor * factor);
        return new Outcome(call) { Problem = problem }.Output(input.Shape.With(dimensions)).Result();
    }

    /// <summary>Left and right of the last dimension, then of the one before it …; one number for all sides of all dimensions.</summary>
    private static LayerResult Pad(Call call)
    {
        if (call.Tensor("input") is not { } input || call.Arguments["pad"] is not { } pad) return LayerResult.Unknown;
        if (!input.Shape.IsRankKnown) return new Outcome(call).Output(input.Shape).Result();
        Size[] sizes = pad.Kind == ArgumentKind.List ? [.. pad.Sizes] : [.. Enumerable.Repeat(pad.Size, input.Shape.Rank * 2)];
        string? problem = sizes.Length % 2 != 0 || sizes.Length > input.Shape.Rank * 2
            ? "pad has " + sizes.Length + " sides for " + input.Shape
            : null;
        var dimensions = input.Shape.Dimensions.Select((size, i) =>
            (input.Shape.Rank - 1 - i) * 2 is var side && side + 1 < sizes.Length ? size + sizes[side] + sizes[side + 1] : size);
        var outcome = new Outcome(call) { Problem = problem }.Output(input.Shape.With(dimensions)).Gradient(input, input.Shape.Elements);
        return (call.Arguments["mode"] is { } mode && (mode.Is("Reflect") || mode.Is("Replicate")) ? outcome.Keep(input) : outcome)
            .Result();
    }

    /// <summary>
    /// The columns of a convolution. With three numbers it may be the method x.unfold(dimension, size, step), of which nothing is said.
    /// </summary>
    private static LayerResult Unfold(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        if (input.Shape.Rank is not (3 or 4) || call.List.Items.Count(item => item is { Name: null, Value.Kind: ArgumentKind.Size }) == 3)
            return new Outcome(call).Output(TensorShape.OfUnknownRank(input.Shape.Type)).Result();
        var windows = Windows(call, [.. input.Shape.Dimensions.Skip(input.Shape.Rank - 2)], out var kernel);
        var shape = input.Shape.With([.. input.Shape.Dimensions.Take(input.Shape.Rank - 3),
            input.Shape.Dimensions[input.Shape.Rank - 3] * kernel, windows]);
        return new Outcome(call).Output(shape).Gradient(input, shape.Elements).Result();
    }

    private static LayerResult Fold(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        if (input.Shape.Rank is not (2 or 3)) return new Outcome(call).Output(TensorShape.OfUnknownRank(input.Shape.Type)).Result();
        var made = call.Arguments.Sizes("output_size", 2);
        var windows = Windows(call, made, out var kernel);
        var columns = input.Shape.Dimensions[input.Shape.Rank - 2];
        var shape = input.Shape.With([.. input.Shape.Dimensions.Take(input.Shape.Rank - 2), Size.Divide(columns, kernel), .. made]);
        return new Outcome(call)
        {
            Problem = Size.Differ(input.Shape.Last, windows)
                ? "fold has " + windows + " windows and gets " + input.Shape.Last + " (" + input.Shape + ")"
                : null,
        }
        .Output(shape).Forward(input.Shape.Elements).Gradient(input, input.Shape.Elements).Result();
    }

    private static Size Windows(Call call, IReadOnlyList<Size> sizes, out Size kernel)
    {
        var (window, dilation) = (call.Arguments.Sizes("kernel_size", 2), call.Arguments.Sizes("dilation", 2, 1));
        var (padding, stride) = (call.Arguments.Sizes("padding", 2, 0), call.Arguments.Sizes("stride", 2, 1));
        kernel = Size.Product(window);
        return Size.Product(
            sizes.Select((size, i) => Size.Divide(size + padding[i] * 2 - dilation[i] * (window[i] - 1) - 1, stride[i]) + 1));
    }
}
