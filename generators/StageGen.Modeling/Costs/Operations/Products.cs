namespace StageGen.Modeling.Costs;

/// <summary>
/// Matrix products: 2·n·m·k for an n×k by a k×m matrix, forward and for each gradient; each operand is kept for the gradient of the
/// other.
/// </summary>
internal static class Products
{
    public static IEnumerable<Operation> All =>
    [
        new("linear", "input, weights, bias", Linear),
        new("matmul, mm, bmm", "input, other", Matmul),
    ];

    private static LayerResult Linear(Call call)
    {
        if (call.Tensor("input") is not { } input || call.Tensor("weights") is not { } weight) return LayerResult.Unknown;
        var bias = call.Tensor("bias");
        Size features = weight.Shape.Rank == 2 ? weight.Shape.Dimensions[1] : Size.Unknown;
        Size made = weight.Shape.Rank == 2 ? weight.Shape.Dimensions[0] : Size.Unknown;
        var shape = input.Shape.IsRankKnown ? input.Shape.With(-1, made) : TensorShape.OfUnknownRank(input.Shape.Type);
        var (elements, flops) = (shape.Elements, shape.Elements * features * 2);
        return new Outcome(call)
        {
            Problem = input.Shape.Rank == 0 ? "Linear expects at least one dimension and gets a tensor without"
                : Size.Differ(input.Shape.Last, features) ? "Linear expects " + features + " features in the last dimension and gets " + input.Shape.Last : null,
        }
        .Output(shape)
        .Forward(flops + (bias is null ? 0 : elements))
        .Gradient(input, flops).Gradient(weight, flops).Gradient(bias, elements)
        .Keep(input, weight).Keep(weight, input)
        .Result();
    }

    private static LayerResult Matmul(Call call)
    {
        if (call.Tensor("input") is not { } left || call.Tensor("other") is not { } right) return LayerResult.Unknown;
        var type = Broadcasting.TypeOf(left.Shape, right.Shape);
        if (left.Shape.Rank < 1 || right.Shape.Rank < 1) return new Outcome(call).Output(TensorShape.OfUnknownRank(type)).Forward(Size.Unknown)
            .Gradient(left, Size.Unknown).Gradient(right, Size.Unknown).Keep(left, right).Keep(right, left).Result();

        // A vector is a matrix of one row on the left, of one column on the right.
        Size[] one = [.. left.Shape.Dimensions], other = [.. right.Shape.Dimensions];
        if (one.Length == 1) one = [1, one[0]];
        if (other.Length == 1) other = [other[0], 1];
        Size rows = one[one.Length - 2], inner = one[one.Length - 1], columns = other[other.Length - 1];
        string? problem = null;
        var batch = Broadcasting.Dimensions(one.Take(one.Length - 2).ToEquatableArray(), other.Take(other.Length - 2).ToEquatableArray(), ref problem);
        if (Size.Differ(inner, other[other.Length - 2]))
            problem = call.Operation + " expects as many columns on the left as rows on the right and gets " + left.Shape + " and " + right.Shape;
        if (!inner.IsKnown) inner = other[other.Length - 2];

        IEnumerable<Size> dimensions = batch;
        if (left.Shape.Rank > 1) dimensions = dimensions.Append(rows);
        if (right.Shape.Rank > 1) dimensions = dimensions.Append(columns);
        var flops = Size.Product(batch) * rows * columns * inner * 2;
        return new Outcome(call) { Problem = problem }.Output(left.Shape.With(dimensions), type).Forward(flops)
            .Gradient(left, flops).Gradient(right, flops).Keep(left, right).Keep(right, left).Result();
    }
}
