namespace StageGen.Modeling.Costs;

/// <summary>
/// Norms: mean and variance 4 operations an element, normalising 2, scale and shift 1 each; backward about twice that. The input is kept,
/// and mean and inverse deviation of every group that is normalised.
/// </summary>
internal static class Normalizations
{
    public static IEnumerable<Operation> All =>
    [
        new("layer_norm", "input, normalized_shape, weight, bias, eps", LayerNorm),
        new("batch_norm", "input, running_mean, running_var, weight, bias, training, momentum, eps", BatchNorm),
        new("group_norm", "input, num_groups, weight, bias, eps", GroupNorm),
        new("instance_norm", "input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps, spatial", InstanceNorm),
        new("local_response_norm", "input, size, alpha, beta, k", LocalResponseNorm),
    ];

    private static LayerResult LayerNorm(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var expected = call.Arguments["normalized_shape"]?.Sizes.ToArray() ?? [];
        string? problem = null;
        if (input.Shape.IsRankKnown)
        {
            var last = input.Shape.Dimensions.Skip(input.Shape.Rank - expected.Length);
            if (input.Shape.Rank < expected.Length || last.Zip(expected, Size.Differ).Any(differ => differ))
                problem = "LayerNorm expects the last dimensions to be [" + string.Join(", ", expected) + "] and gets " + input.Shape;
        }

        var rows = Size.Divide(input.Shape.Elements, Size.Product(expected));
        return Norm(call, input, rows, problem).OneByOne(rows * StepCounts.NormRow, rows * StepCounts.Row + input.Shape.Elements).Result();
    }

    private static LayerResult BatchNorm(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var channels = Channels(input.Shape, 1);
        return ByChannel(Norm(call, input, channels, Mismatch(call, "BatchNorm", input.Shape, channels)), input.Shape).Result();
    }

    private static LayerResult GroupNorm(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var (channels, groups) = (Channels(input.Shape, 1), call.Arguments.Size("num_groups"));
        string? problem = Mismatch(call, "GroupNorm", input.Shape, channels);
        if (channels.TryGetConstant(out long all) && groups.TryGetConstant(out long number) && number > 0 && all % number != 0)
            problem ??= "GroupNorm has " + groups + " groups, into which " + channels + " channels cannot be dealt";
        return Norm(call, input, input.Shape.Rank > 0 ? input.Shape.Dimensions[0] * groups : Size.Unknown, problem)
            .OneByOne(input.Shape.Elements, input.Shape.Elements).Result();
    }

    /// <summary>Computed as a batch norm of batch·channels channels: the weights are repeated for it, and that is kept.</summary>
    private static LayerResult InstanceNorm(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        // The module takes one image without a batch, too: its channels are in front.
        int place = call.Arguments["spatial"]?.Size.TryGetConstant(out long spatial) == true ? input.Shape.Rank - 1 - (int)spatial : 1;
        var channels = Channels(input.Shape, place);
        var groups = place == 0 ? channels : input.Shape.Rank > 1 ? input.Shape.Dimensions[0] * channels : Size.Unknown;
        var outcome = ByChannel(Norm(call, input, groups, Mismatch(call, "InstanceNorm", input.Shape, channels)), input.Shape);
        return (call.Tensor("weight") is { } weight ? outcome.KeepInside(groups * weight.Shape.Type.Bytes()) : outcome).Result();
    }

    /// <summary>
    /// x / (k + alpha·mean of the squares of neighbouring channels)^beta. Composed of operations of which three keep something: the
    /// average its padded input, the power its base, the quotient both its sides.
    /// </summary>
    private static LayerResult LocalResponseNorm(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var (elements, bytes, neighbours, channels) = (input.Shape.Elements, input.Shape.Bytes, call.Arguments.Size("size"),
            Channels(input.Shape, 1));
        return new Outcome(call).Output(input.Shape).Forward(elements * (neighbours + 5)).Gradient(input, elements * (neighbours + 10))
            .Keep(input).KeepInside(bytes * 2 + Size.Divide(bytes, channels) * (channels + neighbours - 1)).Result();
    }

    /// <summary>Statistics of channels go image by image, where there are images.</summary>
    private static Outcome ByChannel(Outcome norm, TensorShape input)
    {
        var (elements, planes) = (input.Elements, input.Rank > 2 ? input.Dimensions[0] * input.Dimensions[1] : Size.Zero);
        return norm.OneByOne(
            elements * StepCounts.Normalized + planes * StepCounts.Plane,
            elements * StepCounts.NormalizedBackward + planes * StepCounts.PlaneBackward);
    }

    private static Size Channels(TensorShape shape, int place) => place >= 0 && place < shape.Rank ? shape.Dimensions[place] : Size.Unknown;

    /// <summary>What is wrong where there are more or fewer weights than channels.</summary>
    private static string? Mismatch(Call call, string layer, TensorShape input, Size channels)
        => (call.Tensor("weight") ?? call.Tensor("running_mean")) is { } weight && Size.Differ(weight.Shape.Elements, channels)
            ? layer + " expects " + weight.Shape.Elements + " channels and gets " + channels + " (" + input + ")" : null;

    /// <param name="call">The call, with <c>weight</c> and <c>bias</c> where there are any.</param>
    /// <param name="input">What is normalised.</param>
    /// <param name="groups">How many means are taken.</param>
    /// <param name="problem">What is wrong.</param>
    private static Outcome Norm(Call call, Operand input, Size groups, string? problem)
    {
        var elements = input.Shape.Elements;
        var (weight, bias) = (call.Tensor("weight"), call.Tensor("bias"));
        return new Outcome(call) { Problem = problem }.Output(input.Shape)
            .Forward(elements * (6 + (weight is null ? 0 : 1) + (bias is null ? 0 : 1)))
            .Gradient(input, elements * 11).Gradient(weight, elements * 2).Gradient(bias, elements)
            .Keep(input).KeepInside(groups * 2 * ElementType.Float32.Bytes());
    }
}
