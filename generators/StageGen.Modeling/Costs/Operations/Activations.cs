namespace StageGen.Modeling.Costs;

/// <summary>
/// Functions of one tensor, element by element. What autograd keeps is in PyTorch's derivatives.yaml: the input, the result, or neither.
/// An exponential, a logarithm or a root counts as one operation.
/// </summary>
internal static class Activations
{
    public static IEnumerable<Operation> All =>
    [
        Of("relu", 1, 1, Kept.Output),
        Of("relu6, hardtanh, Hardtanh, hardshrink, Hardshrink, softshrink, Softshrink, threshold, Threshold, leaky_relu", 1, 1, Kept.Input),
        Of("elu, selu, celu", 4, 3, Kept.Input),
        Of("hardsigmoid", 3, 2, Kept.Input),
        Of("hardswish", 4, 4, Kept.Input),
        Of("gelu", 5, 9, Kept.Input),
        Of("silu, SiLU", 5, 7, Kept.Input),
        Of("mish, Mish", 6, 10, Kept.Input),
        Of("softplus", 4, 4, Kept.Input),
        Of("sigmoid", 4, 3, Kept.Output),
        Of("tanh", 1, 3, Kept.Output),
        Of("abs, square, sin, cos, tan, log, log2, log10, log1p, erf", 1, 2, Kept.Input),
        Of("exp, exp2, sqrt, rsqrt, reciprocal", 1, 2, Kept.Output),
        Of("neg, negative", 1, 1, Kept.Nothing),
        Of("clamp, clip, clamp_min, clamp_max", 2, 1, Kept.Input),
        Of("floor, ceil, round, trunc, sign", 1, 0, Kept.Nothing),
    ];

    private enum Kept
    {
        Nothing,
        Input,
        Output,
    }

    private static Operation Of(string names, int forward, int backward, Kept kept) => new(names, "input", call =>
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var outcome = new Outcome(call).Output(input.Shape).Forward(input.Shape.Elements * forward).Gradient(input, input.Shape.Elements * backward);
        if (kept == Kept.Input) _ = outcome.Keep(input);
        if (kept == Kept.Output) _ = outcome.KeepOutput();
        return outcome.Result();
    });
}
