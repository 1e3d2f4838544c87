namespace StageGen.Modeling.Costs;

/// <summary>Softmax and its kin: maximum, difference, exponential, sum, quotient: 5 operations an element; the result is kept.</summary>
internal static class Softmaxes
{
    public static IEnumerable<Operation> All =>
    [
        new("softmax, log_softmax, softmin", "input, dim, dtype", call => Apply(call)),
        new("softmax2d", "input", call => Apply(call)),
        new("normalize", "input, p, dim, eps", Normalize),
        new("cosine_similarity", "input, x2, dim, eps", call => Pair(call, 7, 14, keepsDifference: false)),
        new("pairwise_distance", "input, input2, p, eps, keepdim", call => Pair(call, 4, 6, keepsDifference: true)),
        new("cdist", "input, x2, p", Distances),
    ];

    private static LayerResult Apply(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var type = call.Arguments.Has("dtype") ? call.Arguments.Type() : input.Shape.Type;
        var elements = input.Shape.Elements;
        int? dim = Places.Of(call.Arguments["dim"], input.Shape.Rank, -1);
        // Along another dimension than the last, many rows go side by side.
        var rows = dim is { } place && place == input.Shape.Rank - 1 ? Size.Divide(elements, input.Shape.Last) : Size.Zero;
        return new Outcome(call) { Problem = Places.Missing(call.Operation, call.Arguments["dim"], input.Shape) }
            .Output(input.Shape, type).Forward(elements * 5).Gradient(input, elements * 4)
            .OneByOne(elements + rows * StepCounts.Row).KeepOutput().Result();
    }

    /// <summary>Each vector by its norm.</summary>
    private static LayerResult Normalize(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var elements = input.Shape.Elements;
        return new Outcome(call).Output(input.Shape).Forward(elements * 3).Gradient(input, elements * 6).Keep(input).Result();
    }

    /// <summary>Two vectors become a number: of their difference, or of both brought to length one.</summary>
    private static LayerResult Pair(Call call, int forward, int backward, bool keepsDifference)
    {
        var operands = call.Tensors;
        if (operands.Count < 2) return LayerResult.Unknown;
        string? problem = null;
        var shape = Broadcasting.Together(operands[0].Shape, operands[1].Shape, ref problem);
        var elements = shape.Elements;
        int? dim = Places.Of(call.Arguments["dim"], shape.Rank, keepsDifference ? -1 : 1);
        var made = dim is null ? TensorShape.OfUnknownRank(shape.Type) : call.Arguments.Flag("keepdim", false) ? shape.With(dim.Value, 1)
            : shape.With(shape.Dimensions.Where((_, i) => i != dim));
        var outcome = new Outcome(call) { Problem = problem }.Output(made).Forward(elements * forward)
            .Gradient(operands[0], elements * (backward / 2)).Gradient(operands[1], elements * (backward / 2));
        return (keepsDifference ? outcome.KeepInside(shape.Bytes) : outcome.Keep(operands[0]).Keep(operands[1]).KeepInside(shape.Bytes * 2))
            .Result();
    }

    /// <summary>Every row of one against every row of the other.</summary>
    private static LayerResult Distances(Call call)
    {
        var operands = call.Tensors;
        if (operands.Count < 2 || operands[0].Shape.Rank < 2 || operands[1].Shape.Rank < 2) return LayerResult.Unknown;
        var (one, other) = (operands[0].Shape, operands[1].Shape);
        var shape = one.With(-1, other.Dimensions[other.Rank - 2]);
        var flops = shape.Elements * one.Last * 2;
        return new Outcome(call).Output(shape).Forward(flops).Gradient(operands[0], flops).Gradient(operands[1], flops)
            .Keep(operands[0]).Keep(operands[1]).KeepOutput().Result();
    }
}
