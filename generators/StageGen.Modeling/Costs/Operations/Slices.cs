namespace StageGen.Modeling.Costs;

/// <summary>Parts of a tensor that see its memory.</summary>
internal static class Slices
{
    public static IEnumerable<Operation> All =>
    [
        new("narrow", "input, dim, start, length", call => Part(call, call.Arguments.Size("length"))),
        new("slice", "input, dim, start, finish, step",
            call => Part(call, Length(call.Arguments["start"], call.Arguments["finish"], call.Arguments["step"], Whole(call)))),
        new("select", "input, dim, index", Select),
        new("chunk", "input, chunks, dim", Chunk),
        new("split", "input, size, dim", Split),
        new("tensor_split", "input, size, dim", Chunk),
        new("unbind", "input, dimension", Unbind),
        new("[], index", "input, indices", Index),
    ];

    private static int? Dimension(Call call) => Places.Of(call.Arguments["dim"], call.Tensor("input")?.Shape.Rank ?? -1, 0);

    private static Size Whole(Call call) => Dimension(call) is { } dim ? call.Tensor("input")!.Value.Shape.Dimensions[dim] : Size.Unknown;

    private static LayerResult Part(Call call, Size length)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var outcome = new Outcome(call) { Problem = Places.Missing(call.Operation, call.Arguments["dim"], input.Shape) };
        return (Dimension(call) is { } dim
            ? outcome.View(input, Cut(input.Shape, dim, length))
            : outcome.View(input, TensorShape.OfUnknownRank(input.Shape.Type)))
            .Result();
    }

    /// <summary>A shorter dimension with the old strides.</summary>
    private static TensorShape Cut(TensorShape shape, int dim, Size length)
        => Strides.View(shape, [.. shape.With(dim, length).Dimensions], Strides.Of(shape));

    private static LayerResult Select(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var outcome = new Outcome(call) { Problem = Places.Missing("select", call.Arguments["dim"], input.Shape) };
        return (Dimension(call) is { } dim
            ? outcome.View(input, Without(input.Shape, dim))
            : outcome.View(input, TensorShape.OfUnknownRank(input.Shape.Type)))
            .Result();
    }

    private static TensorShape Without(TensorShape shape, int dim)
        => Strides.View(shape, [.. shape.Dimensions.Where((_, i) => i != dim)], [.. Strides.Of(shape).Where((_, i) => i != dim)]);

    /// <summary>Equal parts, but for the last ones.</summary>
    private static LayerResult Chunk(Call call)
    {
        string parameter = call.Operation == "chunk" ? "chunks" : "size";
        if (call.Tensor("input") is not { } input || !call.Arguments.Size(parameter).TryGetConstant(out long parts)
            || parts is < 1 or > 1024)
            return LayerResult.Unknown;
        var whole = Whole(call);
        if (whole.TryGetConstant(out long size))
        {
            if (call.Operation != "chunk")
                return Parts(call, input,
                    [.. Enumerable.Range(0, (int)parts).Select(i => Size.Of(size / parts + (i < size % parts ? 1 : 0)))]);
            long each = Math.Max(1, (size + parts - 1) / parts);
            return Parts(call, input,
                [.. Enumerable.Range(0, (int)((size + each - 1) / each)).Select(i => Size.Of(Math.Min(each, size - i * each)))]);
        }

        return Parts(call, input, [.. Enumerable.Repeat(Size.Divide(whole, parts), (int)parts)]);
    }

    /// <summary>Parts of one size, the last one maybe smaller, or of sizes that are given.</summary>
    private static LayerResult Split(Call call)
    {
        if (call.Tensor("input") is not { } input || call.Arguments["size"] is not { } sizes) return LayerResult.Unknown;
        if (sizes.Kind == ArgumentKind.List)
        {
            string? problem = Size.Differ(Size.Sum(sizes.Sizes), Whole(call))
                ? "split makes " + sizes + " of " + Whole(call) + " in " + input.Shape
                : null;
            return Parts(call, input, [.. sizes.Sizes]) with { Problem = problem };
        }

        if (!Size.Divide(Whole(call) + sizes.Size - 1, sizes.Size).TryGetConstant(out long parts) || parts is < 1 or > 1024)
            return LayerResult.Unknown;
        return Parts(call, input,
            [.. Enumerable.Range(0, (int)parts).Select(i => i < parts - 1 ? sizes.Size : Whole(call) - sizes.Size * (parts - 1))]);
    }

    private static LayerResult Parts(Call call, Operand input, IReadOnlyList<Size> sizes)
    {
        var outcome = new Outcome(call) { Problem = Places.Missing(call.Operation, call.Arguments["dim"], input.Shape) };
        foreach (var size in sizes)
            _ = outcome.View(input, Dimension(call) is { } dim ? Cut(input.Shape, dim, size) : TensorShape.OfUnknownRank(input.Shape.Type));
        return outcome.Result();
    }

    private static LayerResult Unbind(Call call)
    {
        if (call.Tensor("input") is not { } input
            || Places.Of(call.Arguments["dimension"] ?? call.Arguments["dim"], input.Shape.Rank, 0) is not { } dim
            || !input.Shape.Dimensions[dim].TryGetConstant(out long parts) || parts is < 0 or > 1024) return LayerResult.Unknown;
        var outcome = new Outcome(call);
        for (int i = 0; i < parts; i++) _ = outcome.View(input, Without(input.Shape, dim));
        return outcome.Result();
    }

    /// <summary>x[.., 0, 2..5, null, mask]: dimension by dimension; what is not named stays.</summary>
    private static LayerResult Index(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var indices = call.List.From(1);
        if (!input.Shape.IsRankKnown || indices.Any(index => index.Tensor is { Type: ElementType.Bool }))
            return Gathered(call, input, TensorShape.OfUnknownRank(input.Shape.Type));
        // What stands alone as ... or : is all of it.
        int named = indices.Count(index => !index.IsNull && index.Kind is not (ArgumentKind.Ellipsis or ArgumentKind.Boolean));
        if (named > input.Shape.Rank)
            return Gathered(call, input, TensorShape.OfUnknownRank(input.Shape.Type)) with
            {
                Problem = input.Shape + " has " + input.Shape.Rank + " dimensions and is indexed by " + named
            };

        var (dimensions, strides, old) = (new List<Size>(), new List<Size>(), Strides.Of(input.Shape));
        var (tensors, place) = (new List<TensorShape>(), -1);
        int dim = 0;
        foreach (var index in indices)
        {
            switch (index.Kind)
            {
                case ArgumentKind.Null:
                    Keep(Size.One, Size.Zero);
                    break;
                case ArgumentKind.Ellipsis:
                    for (int rest = input.Shape.Rank - named; rest > 0; rest--, dim++) Keep(input.Shape.Dimensions[dim], old[dim]);
                    break;
                case ArgumentKind.Slice:
                    Keep(Length(index.Items[0], index.Items[1], index.Items[2], input.Shape.Dimensions[dim]),
                        old[dim] * (index.Items[2].IsNull ? Size.One : index.Items[2].Size));
                    dim++;
                    break;
                case ArgumentKind.Tensor:
                    if (tensors.Count == 0) place = dimensions.Count;
                    tensors.Add(index.Tensor!);
                    dim++;
                    break;
                default:
                    dim++;
                    break;
            }
        }

        for (; dim < input.Shape.Rank; dim++) Keep(input.Shape.Dimensions[dim], old[dim]);
        if (tensors.Count == 0) return new Outcome(call).View(input, Strides.View(input.Shape, dimensions, strides)).Result();
        // Tensors of row numbers are broadcast, and stand where the first of them does.
        string? problem = null;
        var rows = tensors.Skip(1).Aggregate(tensors[0], (all, one) => Broadcasting.Together(all, one, ref problem));
        dimensions.InsertRange(place, rows.Dimensions);
        return Gathered(call, input, rows.IsRankKnown ? input.Shape.With(dimensions) : TensorShape.OfUnknownRank(input.Shape.Type)) with
        {
            Problem = problem
        };

        void Keep(Size size, Size stride)
        {
            dimensions.Add(size);
            strides.Add(stride);
        }
    }

    /// <summary>Elements taken by their numbers, into new memory; the numbers are kept.</summary>
    private static LayerResult Gathered(Call call, Operand input, TensorShape shape)
    {
        var outcome = new Outcome(call).Output(shape).Gradient(input, shape.Elements);
        foreach (var operand in call.Tensors.Skip(1)) _ = outcome.Keep(operand);
        return outcome.Result();
    }

    /// <summary>How many elements start..stop has of a dimension; a stop is trusted not to lie behind its end.</summary>
    private static Size Length(Argument? start, Argument? stop, Argument? step, Size whole)
    {
        var first = start is null or { IsNull: true } ? Size.Zero : FromEnd(start.Size, whole);
        var last = stop is null or { IsNull: true } ? whole : FromEnd(stop.Size, whole);
        if (last.TryGetConstant(out long end) && whole.TryGetConstant(out long size)) last = Math.Min(end, size);
        var length = last - first;
        if (length.TryGetConstant(out long value) && value < 0) length = Size.Zero;
        return step is null or { IsNull: true } ? length : Size.DivideUp(length, step.Size);
    }

    private static Size FromEnd(Size index, Size whole) => index.TryGetConstant(out long value) && value < 0 ? whole + value : index;
}
