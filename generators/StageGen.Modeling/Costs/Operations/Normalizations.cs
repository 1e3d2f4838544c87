namespace StageGen.Modeling.Costs;

/// <summary>
/// Norms: mean and variance 4 operations an element, normalising 2, scale and shift 2; backward about twice that. The input is kept, and
/// mean and inverse deviation of each group that is normalised.
/// </summary>
internal static class Normalizations
{
    public static IEnumerable<Operation> All =>
    [
        new("layer_norm", "input, normalized_shape, weight, bias, eps", LayerNorm),
    ];

    private static LayerResult LayerNorm(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var expected = call.Arguments["normalized_shape"]?.Sizes.ToArray() ?? [];
        string? problem = null;
        if (input.Shape.IsRankKnown)
        {
            var last = input.Shape.Dimensions.Skip(input.Shape.Rank - expected.Length).ToArray();
            if (input.Shape.Rank < expected.Length || last.Zip(expected, Size.Differ).Any(differ => differ))
                problem = "LayerNorm expects the last dimensions to be [" + string.Join(", ", expected) + "] and gets " + input.Shape;
        }

        return Norm(call, input, Size.Divide(input.Shape.Elements, Size.Product(expected)), problem);
    }

    /// <param name="call">The call, with <c>weight</c> and <c>bias</c> where there are any.</param>
    /// <param name="input">What is normalised.</param>
    /// <param name="groups">How many means are taken.</param>
    /// <param name="problem">What is wrong.</param>
    private static LayerResult Norm(Call call, Operand input, Size groups, string? problem)
    {
        var elements = input.Shape.Elements;
        var (weight, bias) = (call.Tensor("weight"), call.Tensor("bias"));
        return new Outcome(call) { Problem = problem }.Output(input.Shape)
            .Forward(elements * (6 + (weight is null ? 0 : 1) + (bias is null ? 0 : 1)))
            .Gradient(input, elements * 11).Gradient(weight, elements * 2).Gradient(bias, elements)
            .Keep(input).KeepInside(groups * 2 * ElementType.Float32.Bytes())
            .Result();
    }
}
