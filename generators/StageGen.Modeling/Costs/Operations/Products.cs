namespace StageGen.Modeling.Costs;

/// <summary>
/// Matrix products: 2·n·m·k for an n×k by a k×m matrix, forward and for each gradient; each operand is kept for the gradient of the
/// other. A stack of matrices that does not lie as one stack in memory is copied first, and the copy is kept.
/// </summary>
internal static class Products
{
    public static IEnumerable<Operation> All =>
    [
        new("linear", "input, weights, bias", Linear),
        new("matmul, mm, bmm, mv, dot, inner, vdot", "input, other", Matmul),
        new("addmm, baddbmm, addmv, addbmm", "input, batch1, batch2, beta, alpha", Added),
        new("outer, ger", "input, vec2", Outer),
        new("bilinear", "input1, input2, weight, bias", Bilinear),
    ];

    private static LayerResult Linear(Call call)
    {
        // The function calls them weights, the module weight.
        if (call.Tensor("input") is not { } input || (call.Tensor("weights") ?? call.Tensor("weight")) is not { } weight)
            return LayerResult.Unknown;
        var bias = call.Tensor("bias");
        var (features, made) = weight.Shape.Rank == 2
            ? (weight.Shape.Dimensions[1], weight.Shape.Dimensions[0])
            : (Size.Unknown, Size.Unknown);
        var shape = input.Shape.IsRankKnown ? input.Shape.With(-1, made) : TensorShape.OfUnknownRank(input.Shape.Type);
        var (elements, flops) = (shape.Elements, shape.Elements * features * 2);
        var outcome = new Outcome(call)
        {
            Problem = input.Shape.Rank == 0 ? "Linear expects at least one dimension and gets a tensor without"
                : Size.Differ(input.Shape.Last, features) ? "Linear expects " + features + " features in the last dimension and gets "
                    + input.Shape.Last
                : null,
        };
        return Rows(outcome.Output(shape).Forward(flops + (bias is null ? 0 : elements))
            .Gradient(input, flops).Gradient(weight, flops).Gradient(bias, elements).Keep(weight, input), input, weight).Result();
    }

    /// <summary>Keeps an operand of which all dimensions but the last are seen as rows.</summary>
    private static Outcome Rows(Outcome outcome, Operand operand, Operand wanting)
        => operand.Shape.Rank <= 2 || Strides.Merge(operand.Shape, 0, operand.Shape.Rank - 1) ? outcome.Keep(operand, wanting)
            : outcome.KeepInside(operand.Shape.Bytes, wanting);

    /// <summary>Keeps an operand of a product of stacks.</summary>
    private static Outcome Stack(Outcome outcome, Operand operand, Size batch, Operand wanting)
    {
        var shape = operand.Shape;
        var own = Size.Product(shape.Dimensions.Take(shape.Rank - 2));
        return own == batch && Strides.Merge(shape, 0, shape.Rank - 2) ? outcome.Keep(operand, wanting)
            : outcome.KeepInside(Size.Divide(shape.Bytes, own) * batch, wanting);
    }

    private static LayerResult Matmul(Call call)
    {
        if (call.Tensors.Count < 2) return LayerResult.Unknown;
        var (left, right) = (call.Tensors[0], call.Tensors[1]);
        var type = Broadcasting.TypeOf(left.Shape, right.Shape);
        if (left.Shape.Rank < 1 || right.Shape.Rank < 1)
        {
            return new Outcome(call).Output(TensorShape.OfUnknownRank(type)).Forward(Size.Unknown)
                .Gradient(left, Size.Unknown).Gradient(right, Size.Unknown).Keep(left, right).Keep(right, left).Result();
        }

        // A vector is a matrix of one row on the left, of one column on the right.
        Size[] one = [.. left.Shape.Dimensions], other = [.. right.Shape.Dimensions];
        if (one.Length == 1) one = [1, one[0]];
        if (other.Length == 1) other = [other[0], 1];
        Size rows = one[one.Length - 2], inner = one[one.Length - 1], columns = other[other.Length - 1];
        string? problem = null;
        var batch = Broadcasting.Dimensions(one.Take(one.Length - 2).ToEquatableArray(),
            other.Take(other.Length - 2).ToEquatableArray(), ref problem);
        if (Size.Differ(inner, other[other.Length - 2]))
            problem = call.Operation + " expects as many columns on the left as rows on the right and gets " + left.Shape
                + " and " + right.Shape;
        if (!inner.IsKnown) inner = other[other.Length - 2];

        IEnumerable<Size> dimensions = batch;
        if (left.Shape.Rank > 1) dimensions = dimensions.Append(rows);
        if (right.Shape.Rank > 1) dimensions = dimensions.Append(columns);
        var stack = Size.Product(batch);
        var flops = stack * rows * columns * inner * 2;
        var outcome = new Outcome(call) { Problem = problem }.Output(left.Shape.With(dimensions), type).Forward(flops).Gradient(left, flops)
            .Gradient(right, flops);
        // A matrix or a vector on one side: the other side is one matrix of many rows.
        if (left.Shape.Rank <= 2 || right.Shape.Rank <= 2)
            outcome = Rows(Rows(outcome, left, right), right, left);
        else
            outcome = Stack(Stack(outcome, left, stack, right), right, stack, left)
                .OneByOne(stack * StepCounts.Matrix, stack * (2 * StepCounts.Matrix));
        return outcome.Result();
    }

    /// <summary>
    /// beta·input + alpha·batch1·batch2. As a method of a tensor, TorchSharp's baddbmm has the sum's other part behind both factors.
    /// </summary>
    private static LayerResult Added(Call call)
    {
        if (call.Tensors is not [var added, var left, var right, ..]) return LayerResult.Unknown;
        if (call.Operation == "baddbmm" && !Multiply(left, right) && Multiply(added, left)) (added, left, right) = (right, added, left);
        var product = Matmul(new Call(call.Operation, ArgumentList.Of(Argument.Of(left.Shape), Argument.Of(right.Shape))));
        string? problem = product.Problem;
        var shape = product.Outputs[0];
        if (call.Operation == "addbmm") shape = shape.With(shape.Dimensions.Skip(1));
        if (shape.IsRankKnown && added.Shape.IsRankKnown)
            _ = Broadcasting.Dimensions(added.Shape.Dimensions, shape.Dimensions, ref problem);
        var flops = product.ForwardFlops;
        return new Outcome(call) { Problem = problem }.Output(shape).Forward(flops + shape.Elements * 2).Gradient(left, flops)
            .Gradient(right, flops)
            .Keep(left, right).Keep(right, left).Result();
    }

    private static bool Multiply(Operand left, Operand right) =>
        left.Shape.Rank == 3 && right.Shape.Rank == 3 && !Size.Differ(left.Shape.Dimensions[2], right.Shape.Dimensions[1]);

    private static LayerResult Outer(Call call)
    {
        if (call.Tensors is not [var left, var right, ..]) return LayerResult.Unknown;
        var shape = left.Shape.With([left.Shape.Elements, right.Shape.Elements]);
        return new Outcome(call).Output(shape).Forward(shape.Elements).Gradient(left, shape.Elements * 2)
            .Gradient(right, shape.Elements * 2)
            .Keep(left, right).Keep(right, left).Result();
    }

    /// <summary>y = x₁ᵀ·A·x₂ + b, an A for each output: 2·in₁·in₂ for x₁ᵀ·A and 2·in₂ more.</summary>
    private static LayerResult Bilinear(Call call)
    {
        if (call.Tensor("input1") is not { } one || call.Tensor("input2") is not { } other
            || call.Tensor("weight") is not { Shape.Rank: 3 } weight)
            return LayerResult.Unknown;
        var bias = call.Tensor("bias");
        Size made = weight.Shape.Dimensions[0], left = weight.Shape.Dimensions[1], right = weight.Shape.Dimensions[2];
        var shape = one.Shape.IsRankKnown ? one.Shape.With(-1, made) : TensorShape.OfUnknownRank(one.Shape.Type);
        var flops = shape.Elements * (left * right * 2 + right * 2);
        return new Outcome(call)
        {
            Problem = Size.Differ(one.Shape.Last, left) || Size.Differ(other.Shape.Last, right)
                ? "Bilinear expects " + left + " and " + right + " features in the last dimensions and gets " + one.Shape.Last + " and "
                    + other.Shape.Last
                : null,
        }
        .Output(shape).Forward(flops + (bias is null ? 0 : shape.Elements))
        .Gradient(one, flops).Gradient(other, flops).Gradient(weight, flops).Gradient(bias, shape.Elements)
        .Keep(one).Keep(other).Result();
    }
}
