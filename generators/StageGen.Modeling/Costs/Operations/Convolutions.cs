namespace StageGen.Modeling.Costs;

/// <summary>Convolutions: 2·(in/groups)·kernel for each element that comes out, forward and for each gradient.</summary>
internal static class Convolutions
{
    public static IEnumerable<Operation> All => [.. Enumerable.Range(1, 3).Select(rank => Of("conv" + rank + "d", rank))];

    private static Operation Of(string name, int rank) => new(name, "input, weight, bias, strides, padding, dilation, groups", call =>
    {
        if (call.Tensor("input") is not { } input || call.Tensor("weight") is not { } weight || weight.Shape.Rank != rank + 2) return LayerResult.Unknown;
        var bias = call.Tensor("bias");
        var (stride, dilation, groups) = (call.Arguments.Sizes("strides", rank, 1), call.Arguments.Sizes("dilation", rank, 1), call.Arguments.Size("groups", 1));
        var padding = call.Arguments["padding"];
        Size channels = weight.Shape.Dimensions[1] * groups, made = weight.Shape.Dimensions[0];
        Size[] kernel = [.. weight.Shape.Dimensions.Skip(2)];

        string title = "Conv" + rank + "d";
        if (!input.Shape.IsRankKnown) return Result(TensorShape.OfUnknownRank(input.Shape.Type), null);
        // A batch of images, or one image alone.
        int images = input.Shape.Rank - rank - 1;
        if (images is not (0 or 1)) return Result(TensorShape.OfUnknownRank(input.Shape.Type), title + " expects " + (rank + 1) + " or " + (rank + 2) + " dimensions and gets " + input.Shape);

        var dimensions = input.Shape.Dimensions.ToArray();
        string? problem = Size.Differ(dimensions[images], channels) ? title + " expects " + channels + " channels and gets " + dimensions[images] + " (" + input.Shape + ")" : null;
        dimensions[images] = made;
        var padded = padding is { Text: null } ? call.Arguments.Sizes("padding", rank, 0) : default;
        for (int i = 0; i < rank; i++)
        {
            ref var size = ref dimensions[images + 1 + i];
            if (padding?.Is("Same") == true) continue;
            var both = padded.Count == 0 ? 0 : padded[i] * 2;
            size = Size.Divide(size + both - dilation[i] * (kernel[i] - 1) - 1, stride[i]) + 1;
        }

        return Result(input.Shape.With(dimensions), problem);

        LayerResult Result(TensorShape shape, string? problem)
        {
            var flops = shape.Elements * weight.Shape.Dimensions[1] * Size.Product(kernel) * 2;
            return new Outcome(call) { Problem = problem }.Output(shape).Forward(flops + (bias is null ? 0 : shape.Elements))
                .Gradient(input, flops).Gradient(weight, flops).Gradient(bias, shape.Elements)
                .Keep(input, weight).Keep(weight, input).Result();
        }
    });
}
