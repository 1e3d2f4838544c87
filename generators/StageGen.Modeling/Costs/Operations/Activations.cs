namespace StageGen.Modeling.Costs;

/// <summary>
/// Functions of one tensor, element by element. An exponential, a logarithm, a root or the like counts as one operation. What
/// autograd keeps of each (its input, its result, neither, and what it computed on the way) is in PyTorch's derivatives.yaml, and
/// was measured.
/// </summary>
internal static class Activations
{
    public static IEnumerable<Operation> All =>
    [
        Of("relu", "inplace", 1, 1, Kept.Output),
        Of("relu6, selu", "inplace", 1, 1, Kept.Input),
        Of("leaky_relu", "negative_slope, inplace", 2, 1, Kept.Input, inPlace: Kept.Output),
        Of("hardtanh, Hardtanh", "min_val, max_val, inplace", 2, 1, Kept.Input),
        Of("threshold, Threshold", "threshold, value, inplace", 1, 1, Kept.Input),
        Of("hardshrink, Hardshrink, softshrink, Softshrink", "lambda", 2, 1, Kept.Input),
        Of("elu, celu", "alpha, inplace", 4, 3, Kept.Input),
        Of("hardsigmoid, hardswish", "inplace", 4, 3, Kept.Input),
        Of("gelu", "inplace", 5, 9, Kept.Input, steps: StepCounts.Exponential, backwardSteps: StepCounts.Exponential),
        Of("silu, SiLU", "inplace", 5, 7, Kept.Input),
        Of("mish, Mish", "inplace", 6, 10, Kept.Input, inside: 1),
        Of("softplus", "beta, threshold", 4, 4, Kept.Input),
        Of("sigmoid", "inplace", 4, 3, Kept.Output),
        Of("tanh", "inplace", 1, 3, Kept.Output, steps: StepCounts.Tangent),
        Of("tanhshrink, Tanhshrink", "inplace", 2, 3, Kept.Nothing, inside: 1),
        Of("softsign, Softsign", "inplace", 3, 5, Kept.Input, inside: 1),
        Of("logsigmoid, log_sigmoid", "", 4, 4, Kept.Input, inside: 1),
        Of("rrelu", "lower, upper, inplace", 2, 2, Kept.Input, inside: 1),
        Of("abs, absolute, square, sin, cos, sinh, cosh, asin, acos, atan, asinh, acosh, atanh, arcsin, arccos, arctan", "",
            1, 2, Kept.Input),
        Of("log, log2, log10, log1p, erf, erfc, erfinv, lgamma, digamma, i0, sinc, logit", "", 1, 2, Kept.Input),
        Of("nan_to_num", "nan, posinf, neginf", 1, 1, Kept.Input),
        Of("exp, exp2, expm1, sqrt, rsqrt, reciprocal, tan", "", 1, 2, Kept.Output),
        Of("clamp, clip, clamp_min, clamp_max", "min, max", 2, 1, Kept.Input),
        Of("neg, negative, frac, deg2rad, rad2deg", "", 1, 1, Kept.Nothing),
        Of("floor, ceil, round, trunc, fix, sign, sgn, positive", "", 1, 0, Kept.Nothing),
        new("glu", "input, dim", Gated),
        new("prelu", "input, weight", Learned),
    ];

    private enum Kept
    {
        Nothing,
        Input,
        Output,
    }

    /// <param name="names">The names.</param>
    /// <param name="parameters">The parameters behind the tensor.</param>
    /// <param name="forward">Operations an element.</param>
    /// <param name="backward">Operations an element.</param>
    /// <param name="kept">Which tensor is kept.</param>
    /// <param name="inside">How many more of its size are.</param>
    /// <param name="inPlace">Which tensor is kept in place; usually a copy of the input, which is gone else.</param>
    /// <param name="steps">Steps an element beyond reading and writing it.</param>
    /// <param name="backwardSteps">The same of the backward.</param>
    private static Operation Of(string names, string parameters, int forward, int backward, Kept kept, int inside = 0, Kept? inPlace = null,
        int steps = 0, int backwardSteps = 0)
        => new(names, "input, " + parameters, call =>
        {
            if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
            var (elements, bytes) = (input.Shape.Elements, input.Shape.Bytes);
            bool isInPlace = call.IsInPlace || call.Arguments.Flag("inplace", false);
            var keeps = isInPlace ? inPlace ?? kept : kept;
            // Whole numbers become real ones, but for those that rounding leaves.
            var type = input.Shape.Type.IsFloating() || backward == 0 || names.StartsWith("neg", StringComparison.Ordinal)
                || call.Operation is "relu" or "abs" or "clamp" or "clip" or "clamp_min" or "clamp_max" or "square"
                ? input.Shape.Type
                : ElementType.Float32;
            var outcome = new Outcome(call).Forward(elements * forward).Gradient(input, elements * backward).KeepInside(bytes * inside)
                .OneByOne(elements * steps, elements * backwardSteps);
            _ = isInPlace ? outcome.InPlace(input) : outcome.Output(input.Shape, type);
            if (keeps == Kept.Output) _ = outcome.KeepOutput();
            if (keeps == Kept.Input) _ = isInPlace ? outcome.KeepInside(bytes) : outcome.Keep(input);
            return outcome.Result();
        });

    /// <summary>One half times the sigmoid of the other.</summary>
    private static LayerResult Gated(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        string? problem = null;
        var shape = TensorShape.OfUnknownRank(input.Shape.Type);
        if (Places.Of(call.Arguments["dim"], input.Shape.Rank, -1) is { } dim)
        {
            var size = input.Shape.Dimensions[dim];
            if (size.TryGetConstant(out long whole) && whole % 2 != 0)
                problem = "glu halves dimension " + dim + " of " + input.Shape + ", which is odd";
            shape = input.Shape.With(dim, Size.Divide(size, 2));
        }

        return new Outcome(call) { Problem = problem }.Output(shape).Forward(shape.Elements * 5).Gradient(input, shape.Elements * 8)
            .Keep(input).Result();
    }

    /// <summary>A slope for all channels or for each.</summary>
    private static LayerResult Learned(Call call)
    {
        if (call.Tensor("input") is not { } input || call.Tensor("weight") is not { } weight) return LayerResult.Unknown;
        var (elements, slopes) = (input.Shape.Elements, weight.Shape.Elements);
        var channels = input.Shape.Rank > 1 ? input.Shape.Dimensions[1] : Size.One;
        return new Outcome(call)
        {
            Problem = input.Shape.IsRankKnown && Size.Differ(slopes, 1) && Size.Differ(slopes, channels)
                ? "PReLU has " + slopes + " slopes and gets " + channels + " channels (" + input.Shape + ")" : null,
        }
        .Output(input.Shape).Forward(elements * 2).Gradient(input, elements).Gradient(weight, elements * 2).Keep(input).Result();
    }
}
