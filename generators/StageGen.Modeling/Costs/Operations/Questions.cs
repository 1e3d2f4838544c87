namespace StageGen.Modeling.Costs;

/// <summary>What a tensor is asked: its sizes, its rank, its type.</summary>
internal static class Questions
{
    public static IEnumerable<Operation> All =>
    [
        new("size", "input, dim", Dimension),
        new("shape", "input", Dimension),
        new("ndim, dim, Dimensions", "input",
            call => Answer(call, shape => shape.IsRankKnown ? Argument.Of(shape.Rank) : Argument.Unknown)),
        new("numel, NumberOfElements", "input", call => Answer(call, shape => Argument.Of(shape.Elements))),
        new("element_size, ElementSize", "input", call => Answer(call, shape => Argument.Of(shape.Type.Bytes()))),
        new("dtype", "input",
            call => Answer(call, shape => shape.Type == ElementType.Unknown ? Argument.Unknown : Argument.Of(shape.Type.ToString()))),
        new("is_contiguous", "input", call => Answer(call, shape => Argument.Of(shape.IsContiguous))),
        new("device, device_type, item, ToSingle, ToDouble, ToInt64, ToInt32, ToBoolean", "input",
            call => Answer(call, _ => Argument.Unknown)),
    ];

    private static LayerResult Dimension(Call call) => Answer(call, shape => call.Arguments["dim"] is { } dim
        ? Places.Of(dim, shape.Rank) is { } place ? Argument.Of(shape.Dimensions[place]) : Argument.Unknown
        : shape.IsRankKnown ? Argument.List([.. shape.Dimensions]) : Argument.Unknown) with
    {
        Problem = call.Tensor("input") is { } input ? Places.Missing("size", call.Arguments["dim"], input.Shape) : null,
    };

    private static LayerResult Answer(Call call, Func<TensorShape, Argument> answer)
        => new() { Outputs = default, Value = call.Tensor("input") is { } input ? answer(input.Shape) : Argument.Unknown };
}
