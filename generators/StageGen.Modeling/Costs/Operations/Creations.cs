namespace StageGen.Modeling.Costs;

/// <summary>Tensors made of nothing: no gradient flows into them.</summary>
internal static class Creations
{
    public static IEnumerable<Operation> All =>
    [
        new("zeros, ones, empty, rand, randn", "size", call => Sized(call, Leading(call, 0))),
        new("full", "size, value", Full),
        new("randint", "high, size", call => Sized(call,
            [.. call.List.Items.Select(item => item.Value).FirstOrDefault(value => value.Kind == ArgumentKind.List)?.Sizes
                ?? [Size.Unknown]],
            ElementType.Int64)),
        new("new_zeros, new_ones, new_empty, new_full", "input, size",
            call => Sized(call, Leading(call, 1), call.Tensor("input")?.Shape.Type ?? ElementType.Unknown)),
        new("zeros_like, ones_like, empty_like, rand_like, randn_like, full_like, randint_like, bernoulli, normal_, uniform_, fill_",
            "input",
            call => call.Tensor("input") is { } input
                ? Sized(call, [.. input.Shape.Dimensions], input.Shape.Type, input.Shape.IsRankKnown)
                : LayerResult.Unknown),
        new("arange", "start, stop, step", Range),
        new("linspace, logspace", "start, end, steps", call => Sized(call, [call.Arguments.Size("steps")])),
        new("randperm", "n", call => Sized(call, [call.Arguments.Size("n")], ElementType.Int64)),
        new("eye", "rows, columns", call => Sized(call, [call.Arguments.Size("rows"),
            call.Arguments["columns"] is { Kind: ArgumentKind.Size } columns && columns.Size != Size.Of(-1)
                ? columns.Size
                : call.Arguments.Size("rows")])),
        new("tril_indices, triu_indices", "row, col, offset", call => Sized(call, [2, Size.Unknown], ElementType.Int64)),
        new("tensor, as_tensor, from_array", "data", Data),
    ];

    private static LayerResult Sized(Call call, IReadOnlyList<Size> sizes, ElementType type = ElementType.Float32, bool isRankKnown = true)
    {
        var shape = isRankKnown
            ? TensorShape.Of(call.Arguments.Type("dtype", type), [.. sizes])
            : TensorShape.OfUnknownRank(call.Arguments.Type("dtype", type));
        // Unknown types in front of the device are texts that name none; a ScalarType among them does.
        foreach (var item in call.List.Items)
            if (item is { Name: null, Value.Text: { } text } && ElementTypes.Parse(text) is var named && named != ElementType.Unknown)
                shape = shape with { Type = named };
        bool learns = call.List.Named("requires_grad")?.Boolean == true;
        return new() { Outputs = new([shape with { Role = learns ? TensorRole.Activation : TensorRole.Constant }]) };
    }

    /// <summary>The sizes in front: each for itself, or all in a list.</summary>
    private static List<Size> Leading(Call call, int from)
    {
        if (call.List.Named("size") is { } named) return [.. named.Sizes];
        if (call.List.At(from) is { Kind: ArgumentKind.List } list) return [.. list.Sizes];
        // A number that nobody knows is a size, too.
        return [.. call.List.Items.Skip(from)
            .TakeWhile(item => item.Name is null && item.Value.Kind is ArgumentKind.Size or ArgumentKind.Unknown)
            .Select(item => item.Value.Size)];
    }

    /// <summary>The value stands behind the sizes.</summary>
    private static LayerResult Full(Call call)
    {
        bool listed = call.List.At(0) is { Kind: ArgumentKind.List };
        var sizes = Leading(call, 0);
        var value = call.List.Named("value")
            ?? call.List.At(listed
                ? 1
                : call.List.Items.TakeWhile(item => item.Name is null && item.Value.Kind is not (ArgumentKind.Text or ArgumentKind.Null))
                    .Count() - 1);
        if (!listed && value?.Kind == ArgumentKind.Size && call.List.Named("value") is null && sizes.Count > 0)
            sizes.RemoveAt(sizes.Count - 1);
        return Sized(call, sizes, value?.Kind switch
        {
            ArgumentKind.Size => ElementType.Int64,
            ArgumentKind.Boolean => ElementType.Bool,
            _ => ElementType.Float32
        });
    }

    /// <summary>arange(stop), arange(start, stop), arange(start, stop, step).</summary>
    private static LayerResult Range(Call call)
    {
        var numbers = call.List.Items
            .TakeWhile(item => item.Name is null && item.Value.Kind is ArgumentKind.Size or ArgumentKind.Number or ArgumentKind.Unknown)
            .Select(item => item.Value).ToList();
        var (zero, one) = (Argument.Of(0L), Argument.Of(1L));
        var (start, stop, step) = numbers.Count switch
        {
            0 => (call.List.Named("start") ?? zero, call.List.Named("stop") ?? Argument.Unknown, call.List.Named("step") ?? one),
            1 => (zero, numbers[0], one),
            2 => (numbers[0], numbers[1], one),
            _ => (numbers[0], numbers[1], numbers[2]),
        };
        bool whole = new[] { start, stop, step }.All(argument => argument.Kind is not ArgumentKind.Number);
        var count = whole ? Size.DivideUp(stop.Size - start.Size, step.Size)
            : start.Number is { } from && stop.Number is { } to && step.Number is { } by && by != 0 ? (long)Math.Ceiling((to - from) / by)
            : Size.Unknown;
        return Sized(call, [count], whole ? ElementType.Int64 : ElementType.Float32);
    }

    /// <summary>A number, or an array of them.</summary>
    private static LayerResult Data(Call call)
    {
        var data = call.List.At(0) ?? Argument.Unknown;
        if (data.Tensor is { } tensor) return Sized(call, [.. tensor.Dimensions], tensor.Type, tensor.IsRankKnown);
        var first = data.Kind == ArgumentKind.List ? data.Items.FirstOrDefault() ?? Argument.Unknown : data;
        var type = first.Kind switch
        {
            ArgumentKind.Size => ElementType.Int64,
            ArgumentKind.Boolean => ElementType.Bool,
            ArgumentKind.Number => ElementType.Float32,
            _ => ElementType.Unknown
        };
        return data.IsUnknown
            ? Sized(call, [], type, isRankKnown: false)
            : Sized(call, data.Kind == ArgumentKind.List ? [data.Items.Count] : [], type);
    }
}
