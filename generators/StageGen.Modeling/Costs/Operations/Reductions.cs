namespace StageGen.Modeling.Costs;

/// <summary>Many elements become one: along some dimensions, or all.</summary>
internal static class Reductions
{
    public static IEnumerable<Operation> All =>
    [
        new("sum, nansum", "input, dim, keepdim, type", call => Apply(call, "dim", 1, Kept.Nothing, sums: true)),
        new("mean, nanmean", "input, dimensions, keepdim, type", call => Apply(call, "dimensions", 1, Kept.Nothing)),
        new("prod", "input, dim, keepdim, type", call => Apply(call, "dim", 1, Kept.Both, sums: true)),
        new("amax, amin", "input, dims, keepdim", call => Apply(call, "dims", 1, Kept.Both)),
        new("logsumexp", "input, dim, keepdim", call => Apply(call, "dim", 3, Kept.Both)),
        new("norm", "input, dim, keepdim, p", call => Apply(call, "dim", 2, Kept.Both)),
        new("std", "input, dimensions, unbiased, keepdim, type",
            call => Apply(call, call.Arguments["dim"] is null ? "dimensions" : "dim", 4, Kept.Both)),
        new("var", "input, dimensions, unbiased, keepdim, type",
            call => Apply(call, call.Arguments["dim"] is null ? "dimensions" : "dim", 4, Kept.Input)),
        new("std_mean, var_mean", "input, dimensions, unbiased, keepdim, type",
            call => Apply(call, call.Arguments["dim"] is null ? "dimensions" : "dim", 4, Kept.Both, results: 2)),
        new("any, all", "input, dim, keepdim", call => Apply(call, "dim", 1, Kept.Nothing, gives: ElementType.Bool)),
        new("argmax, argmin, count_nonzero", "input, dim, keepdim", call => Apply(call, "dim", 1, Kept.Nothing, gives: ElementType.Int64)),
        new("max, min", "input, dim, keepdim", Extreme),
        new("median, nanmedian", "input", call => Apply(call, "dim", 1, Kept.Both)),
        new("kthvalue, mode, cummax, cummin", "input, dim, keepdim",
            call => WithIndices(call, call.Arguments[call.Operation == "kthvalue" ? "keepdim" : "dim"])),
        new("sort, msort", "input, dim, descending, stable", Sort),
        new("argsort", "input, dim, descending", call => Like(call, 1, Kept.Nothing, ElementType.Int64)),
        new("cumsum, logcumsumexp", "input, dim, type", call => Like(call, 1, call.Operation == "cumsum" ? Kept.Nothing : Kept.Both, null)),
        new("cumprod", "input, dim, type", call => Like(call, 1, Kept.Both, null)),
        new("topk", "input, k, dim, largest, sorted", Top),
    ];

    private enum Kept
    {
        Nothing,
        Input,
        Both,
    }

    private static LayerResult Apply(Call call, string parameter, int flops, Kept kept, bool sums = false,
        ElementType? gives = null, int results = 1)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var (dimensions, keeps) = Dimensions(call, parameter);
        var shape = Reduced(input.Shape, dimensions, keeps);
        var type = gives ?? (call.Arguments.Has("type") ? call.Arguments.Type("type") : input.Shape.Type);
        // Counts do not fit into what is counted.
        if (sums && !type.IsFloating() && !call.Arguments.Has("type")) type = ElementType.Int64;
        var outcome = new Outcome(call)
        {
            Problem = Places.Missing(call.Operation, dimensions is { Kind: ArgumentKind.Size } ? dimensions : null, input.Shape)
        };
        for (int i = 0; i < results; i++) _ = outcome.Output(shape, type);
        _ = outcome.Forward(input.Shape.Elements * flops);
        if (gives is not null) return outcome.Result();
        if (kept != Kept.Nothing) _ = outcome.Keep(input);
        if (kept == Kept.Both) _ = outcome.KeepOutput(results - 1);
        return outcome.Gradient(input, input.Shape.Elements * flops).Result();
    }

    /// <summary>sum(0, 1, true) names two dimensions; std(true) none; sum(Float32) only a type.</summary>
    private static (Argument? Dimensions, bool Keeps) Dimensions(Call call, string parameter)
    {
        var places = call.List.Items.Skip(1).TakeWhile(item => item.Name is null && item.Value.Kind == ArgumentKind.Size)
            .Select(item => item.Value).ToList();
        var given = call.List.Named(parameter) ?? call.List.Named("dim") ?? call.List.Named("dims") ?? call.List.Named("dimensions");
        var dimensions = given
            ?? (places.Count > 1 ? Argument.List(places)
                : call.List.At(1) is { Kind: not (ArgumentKind.Boolean or ArgumentKind.Text) } first ? first
                : null);
        // The last truth value among the positional ones is keepdim, but for the one that says unbiased.
        var truths = call.List.Items.Skip(1).Where(item => item.Name is null && item.Value.Kind == ArgumentKind.Boolean).ToList();
        int own = call.Operation is "std" or "var" or "std_mean" or "var_mean" ? 1 : 0;
        bool keeps = call.List.Named("keepdim")?.Boolean ?? (truths.Count > own && truths[truths.Count - 1].Value.Boolean == true);
        return (dimensions is { IsNull: true } ? null : dimensions, keeps);
    }

    /// <summary>The shape without some dimensions, or with 1 in their place; without any where none are named.</summary>
    private static TensorShape Reduced(TensorShape shape, Argument? dimensions, bool keeps)
    {
        if (!shape.IsRankKnown) return dimensions is null && !keeps ? shape.With([]) : shape;
        var places = dimensions is null or { Kind: ArgumentKind.List, Items.Count: 0 }
            ? Enumerable.Range(0, shape.Rank).ToList()
            : Places.All(dimensions, shape.Rank);
        if (places is null) return TensorShape.OfUnknownRank(shape.Type);
        return shape.With(keeps
            ? shape.Dimensions.Select((size, i) => places.Contains(i) ? Size.One : size)
            : shape.Dimensions.Where((_, i) => !places.Contains(i)));
    }

    /// <summary>max(), max(other), max(dim).</summary>
    private static LayerResult Extreme(Call call) => call.Tensors.Count > 1 ? OperationTable.Apply(call.Operation + "imum", call.List)!
        : call.Arguments["dim"] is null ? Apply(call, "dim", 1, Kept.Both) : WithIndices(call, call.Arguments["dim"]);

    /// <summary>Values and where they stand.</summary>
    private static LayerResult WithIndices(Call call, Argument? dimension)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        bool isRunning = call.Operation.StartsWith("cum", StringComparison.Ordinal);
        var keeps = call.List.Named("keepdim")?.Boolean ?? call.List.Items.Any(item => item is { Name: null, Value.Boolean: true });
        var shape = isRunning ? input.Shape.With(input.Shape.Dimensions) : Reduced(input.Shape, dimension ?? Argument.Of(-1), keeps);
        return new Outcome(call) { Problem = Places.Missing(call.Operation, dimension, input.Shape) }
            .Output(shape).Output(shape, ElementType.Int64).Forward(input.Shape.Elements).Gradient(input, shape.Elements)
            .KeepOutput(1).Result();
    }

    private static LayerResult Sort(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var outcome = new Outcome(call).Output(input.Shape);
        if (call.Operation == "sort") _ = outcome.Output(input.Shape, ElementType.Int64).KeepOutput(1);
        return outcome.Forward(input.Shape.Elements).Gradient(input, input.Shape.Elements).Result();
    }

    /// <summary>As many as there were.</summary>
    private static LayerResult Like(Call call, int flops, Kept kept, ElementType? gives)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var type = gives
            ?? (call.Arguments.Has("type") ? call.Arguments.Type("type")
                : input.Shape.Type.IsFloating() ? input.Shape.Type
                : ElementType.Int64);
        var outcome = new Outcome(call).Output(input.Shape, type).Forward(input.Shape.Elements * flops);
        if (gives is not null) return outcome.Result();
        if (kept == Kept.Both) _ = outcome.Keep(input).KeepOutput();
        return outcome.Gradient(input, input.Shape.Elements * flops).Result();
    }

    private static LayerResult Top(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var shape = Places.Of(call.Arguments["dim"], input.Shape.Rank, -1) is { } dim
            ? input.Shape.With(dim, call.Arguments.Size("k"))
            : TensorShape.OfUnknownRank(input.Shape.Type);
        return new Outcome(call).Output(shape).Output(shape, ElementType.Int64).Forward(input.Shape.Elements)
            .Gradient(input, shape.Elements).KeepOutput(1).Result();
    }
}
