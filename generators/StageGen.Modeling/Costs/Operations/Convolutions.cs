namespace StageGen.Modeling.Costs;

/// <summary>
/// Convolutions: 2·(in/groups)·kernel for each element that comes out, forward and for each gradient (Dumoulin and Visin, A guide to
/// convolution arithmetic, https://arxiv.org/abs/1603.07285, which has the sizes, too). A transposed one does as much for each element
/// that goes in. The input is kept.
/// </summary>
internal static class Convolutions
{
    public static IEnumerable<Operation> All => Enumerable.Range(1, 3).SelectMany(rank => (Operation[])
    [
        new("conv" + rank + "d, conv" + rank + "d_padding",
            "input, weight, bias, " + (rank == 1 ? "stride" : "strides") + ", padding, dilation, groups",
            call => Apply(call, rank)),
        new("conv_transpose" + rank + "d",
            "input, weight, bias, " + (rank == 1 ? "stride" : "strides") + ", padding, output_padding, dilation, groups",
            call => Transposed(call, rank)),
    ]);

    private static EquatableArray<Size> Stride(Call call, int rank)
        => call.Arguments.Sizes(call.Arguments["strides"] is null ? "stride" : "strides", rank, 1);

    private static LayerResult Apply(Call call, int rank)
    {
        if (call.Tensor("input") is not { } input || call.Tensor("weight") is not { } weight || weight.Shape.Rank != rank + 2)
            return LayerResult.Unknown;
        var (stride, dilation, groups) = (Stride(call, rank), call.Arguments.Sizes("dilation", rank, 1), call.Arguments.Size("groups", 1));
        var padding = call.Arguments["padding"];
        var made = weight.Shape.Dimensions[0];
        Size[] kernel = [.. weight.Shape.Dimensions.Skip(2)];
        if (Images(input.Shape, rank, "Conv", weight.Shape.Dimensions[1] * groups, out string? problem) is not { } images)
            return Result(TensorShape.OfUnknownRank(input.Shape.Type), input, Size.Unknown);

        var dimensions = input.Shape.Dimensions.ToArray();
        dimensions[images] = made;
        var padded = padding is { Text: null } ? call.Arguments.Sizes("padding", rank, 0) : default;
        var copied = Size.Zero;
        for (int i = 0; i < rank; i++)
        {
            ref var size = ref dimensions[images + 1 + i];
            var reach = dilation[i] * (kernel[i] - 1);
            if (padding?.Is("Same") == true)
            {
                // An odd number of rows cannot be put half on each side: the input is copied into a larger one.
                if (reach.TryGetConstant(out long rows) && rows % 2 != 0)
                    copied = copied.IsZero ? Larger(input.Shape, images, i) : Size.Divide(copied, size) * (size + 1);
                continue;
            }

            size = Size.Divide(size + (padded.Count == 0 ? 0 : padded[i] * 2) - reach - 1, stride[i]) + 1;
        }

        var shape = input.Shape.With(dimensions);
        return Result(shape, copied.IsZero ? input : null, Vectors(shape, images), copied);

        LayerResult Result(TensorShape shape, Operand? kept, Size vectors, Size copy = default)
        {
            var (bias, flops) = (call.Tensor("bias"), shape.Elements * weight.Shape.Dimensions[1] * Size.Product(kernel) * 2);
            return new Outcome(call) { Problem = problem, Convolution = Work(vectors, input, weight, shape, groups, stride) }
                .Output(shape).Forward(flops + (bias is null ? 0 : shape.Elements))
                .Gradient(input, flops).Gradient(weight, flops).Gradient(bias, shape.Elements)
                .Keep(kept, weight).KeepInside(copy, weight).Keep(weight, input).Result();
        }
    }

    private static LayerResult Transposed(Call call, int rank)
    {
        if (call.Tensor("input") is not { } input || call.Tensor("weight") is not { } weight || weight.Shape.Rank != rank + 2)
            return LayerResult.Unknown;
        var (stride, dilation, groups) = (Stride(call, rank), call.Arguments.Sizes("dilation", rank, 1), call.Arguments.Size("groups", 1));
        var (padding, extra) = (call.Arguments.Sizes("padding", rank, 0), call.Arguments.Sizes("output_padding", rank, 0));
        Size[] kernel = [.. weight.Shape.Dimensions.Skip(2)];
        var (shape, vectors) = (TensorShape.OfUnknownRank(input.Shape.Type), Size.Unknown);
        if (Images(input.Shape, rank, "ConvTranspose", weight.Shape.Dimensions[0], out string? problem) is { } images)
        {
            var dimensions = input.Shape.Dimensions.ToArray();
            dimensions[images] = weight.Shape.Dimensions[1] * groups;
            for (int i = 0; i < rank; i++)
            {
                ref var size = ref dimensions[images + 1 + i];
                size = (size - 1) * stride[i] - padding[i] * 2 + dilation[i] * (kernel[i] - 1) + extra[i] + 1;
            }

            (shape, vectors) = (input.Shape.With(dimensions), Vectors(input.Shape, images));
        }

        var (bias, flops) = (call.Tensor("bias"), input.Shape.Elements * weight.Shape.Dimensions[1] * Size.Product(kernel) * 2);
        return new Outcome(call) { Problem = problem, Convolution = Work(vectors, input, weight, shape, groups, stride) with
        {
            IsTransposed = true
        } }
            .Output(shape).Forward(flops + (bias is null ? 0 : shape.Elements))
            .Gradient(input, flops).Gradient(weight, flops).Gradient(bias, shape.Elements).Keep(input, weight).Keep(weight, input).Result();
    }

    /// <summary>Elements of the smaller image, its channels in whole vectors.</summary>
    private static Size Vectors(TensorShape smaller, int images)
        => smaller.With(images, ConvolutionWork.InVectors(smaller.Dimensions[images])).Elements;

    /// <summary>Of the kernel's two dimensions of channels the second is the larger image's, one group's of them.</summary>
    private static ConvolutionWork Work(Size vectors, Operand input, Operand weight, TensorShape shape, Size groups,
        EquatableArray<Size> stride)
    {
        Size products = vectors * Size.Product(weight.Shape.Dimensions.Skip(2)) * 2, channels = weight.Shape.Dimensions[1];
        return new(products * channels, products * (groups.IsOne ? ConvolutionWork.InVectors(channels) : channels),
            input.Shape.Bytes + weight.Shape.Bytes + shape.Bytes, IsStrided: stride.Any(step => !step.IsOne), IsTransposed: false,
            input.Shape.WantsGradient, weight.Shape.WantsGradient);
    }

    /// <summary>
    /// How many dimensions stand before the channels: one of images, or none for an image alone; null where it is neither.
    /// </summary>
    private static int? Images(TensorShape input, int rank, string layer, Size channels, out string? problem)
    {
        problem = null;
        if (!input.IsRankKnown) return null;
        string title = layer + rank + "d";
        int images = input.Rank - rank - 1;
        if (images is not (0 or 1)) problem = title + " expects " + (rank + 1) + " or " + (rank + 2) + " dimensions and gets " + input;
        else if (Size.Differ(input.Dimensions[images], channels))
            problem = title + " expects " + channels + " channels and gets " + input.Dimensions[images] + " (" + input + ")";
        return images is 0 or 1 ? images : null;
    }

    private static Size Larger(TensorShape input, int images, int dimension)
        => input.With(images + 1 + dimension, input.Dimensions[images + 1 + dimension] + 1).Bytes;
}
