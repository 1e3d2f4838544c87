namespace StageGen.Modeling.Costs;

/// <summary>Elements put elsewhere: new memory, nothing computed, nothing kept but where a number says which element went where.</summary>
internal static class Copies
{
    public static IEnumerable<Operation> All =>
    [
        new("roll, flip, fliplr, flipud, rot90, tril, triu, copy_, renorm", "input", call => Like(call)),
        new("repeat, tile", "input, sizes", Repeat),
        new("repeat_interleave", "input, repeats, dim, output_size", Interleave),
        new("gather, take_along_dim", "input, dim, index", call => Shaped(call, Indices(call)?.Shape)),
        new("index_select", "input, dim, index", IndexSelect),
        new("masked_select, nonzero, unique", "input, mask", call => Shaped(call, null)),
        new("scatter, scatter_add, index_add, index_copy, index_fill, masked_scatter", "input, dim, index, src",
            call => Like(call, keepsNumbers: true)),
        new("one_hot", "input, num_classes", call => call.Tensor("input") is { } input
            ? new Outcome(call)
                .Output(input.Shape.IsRankKnown ? input.Shape.With(input.Shape.Dimensions.Append(Classes(call))) : input.Shape,
                    ElementType.Int64)
                .Result()
            : LayerResult.Unknown),
    ];

    private static Size Classes(Call call) =>
        call.Arguments.Size("num_classes", -1) is var classes && classes == Size.Of(-1) ? Size.Unknown : classes;

    private static Operand? Indices(Call call) => call.Tensors.Count > 1 ? call.Tensors[1] : null;

    private static LayerResult Like(Call call, bool keepsNumbers = false)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var shape = call.Operation == "rot90" ? TensorShape.OfUnknownRank(input.Shape.Type) : input.Shape;
        var outcome = new Outcome(call).Output(shape);
        foreach (var operand in call.Tensors.Skip(1))
            if (keepsNumbers && !operand.Shape.Type.IsFloating()) _ = outcome.Keep(operand);
        return outcome.Result();
    }

    /// <summary>A shape that the numbers have, or nobody knows.</summary>
    private static LayerResult Shaped(Call call, TensorShape? shape)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var made = shape ?? TensorShape.OfUnknownRank(ElementType.Unknown);
        var type = call.Operation == "nonzero" ? ElementType.Int64 : input.Shape.Type;
        return new Outcome(call).Output(made, type).Gradient(input, made.Elements).Keep(Indices(call)).Result();
    }

    private static LayerResult IndexSelect(Call call)
    {
        if (call.Tensor("input") is not { } input || Indices(call) is not { } index) return LayerResult.Unknown;
        return Shaped(call, Places.Of(call.Arguments["dim"], input.Shape.Rank) is { } dim
            ? input.Shape.With(dim, index.Shape.Elements)
            : null);
    }

    private static LayerResult Repeat(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        Size[] times = [.. call.List.From(1).Select(argument => argument.Size)];
        if (!input.Shape.IsRankKnown) return new Outcome(call).Output(input.Shape).Result();
        var old = input.Shape.Dimensions;
        // tile puts ones in front where repeat wants every dimension named.
        if (call.Operation == "tile" && times.Length < old.Count)
            times = [.. Enumerable.Repeat(Size.One, old.Count - times.Length), .. times];
        int more = times.Length - old.Count;
        var shape = input.Shape.With(times.Select((count, i) => i < more ? count : count * old[i - more]));
        return new Outcome(call) { Problem = more < 0 ? "repeat names " + times.Length + " dimensions of " + input.Shape : null }
            .Output(shape).Gradient(input, shape.Elements).Result();
    }

    private static LayerResult Interleave(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var times = call.Arguments["repeats"] is { Tensor: null } count ? count.Size : Size.Unknown;
        var shape = !call.Arguments.Has("dim") ? input.Shape.With([input.Shape.Elements * times])
            : Places.Of(call.Arguments["dim"], input.Shape.Rank) is { } dim ? input.Shape.With(dim, input.Shape.Dimensions[dim] * times)
            : TensorShape.OfUnknownRank(input.Shape.Type);
        return new Outcome(call).Output(shape).Gradient(input, shape.Elements).Result();
    }
}
