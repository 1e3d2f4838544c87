namespace StageGen.Modeling.Costs;

/// <summary>Other shapes of the same memory; only where the memory does not allow it, and the operation may, a copy.</summary>
internal static class Views
{
    public static IEnumerable<Operation> All =>
    [
        new("view, reshape, view_as, reshape_as", "input, shape", View),
        new("flatten, ravel", "input, start_dim, end_dim", Flatten),
        new("unflatten", "input, dim, sizes", Unflatten),
        new("transpose, swapaxes, swapdims", "input, dim0, dim1", call => Transpose(call, call.Arguments["dim0"], call.Arguments["dim1"])),
        new("t, T, mT, H, mH, adjoint", "input", call => Transpose(call, Argument.Of(-2), Argument.Of(-1))),
        new("permute", "input, permutation", call => Permute(call, Argument.List(call.List.From(1)))),
        new("movedim, moveaxis", "input, source, destination", Move),
        new("unsqueeze", "input, dim", Unsqueeze),
        new("squeeze", "input, dim", Squeeze),
        new("expand, broadcast_to, expand_as", "input, sizes", Expand),
        new("diagonal", "input, offset, dim1, dim2", Diagonal),
        new("contiguous", "input", call => Kept(call, copies: call.Tensor("input") is { Shape.IsContiguous: false })),
        new("alias, detach, requires_grad_, Identity, identity, cpu, cuda", "input", call => Kept(call, copies: false)),
        new("clone", "input", call => Kept(call, copies: true)),
        new("to, type, to_type, type_as, float, double, half, bfloat16, long, int, short, byte, bool", "input, type", Convert),
    ];

    /// <summary>A view with these dimensions, or where the memory has none a copy.</summary>
    public static LayerResult Reshaped(Call call, Operand input, IReadOnlyList<Size> dimensions, string? problem = null)
    {
        var outcome = new Outcome(call) { Problem = problem };
        return (Strides.Reshaped(input.Shape, dimensions) is { } view
            ? outcome.View(input, view)
            : outcome.Output(input.Shape.With(dimensions)))
            .Result();
    }

    private static LayerResult View(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        if (call.Tensors.Count > 1) return Reshaped(call, input, call.Tensors[1].Shape.Dimensions);
        Size[] asked = [.. call.List.From(1).Select(argument => argument.Size)];
        string made = "[" + string.Join(", ", asked) + "]";
        // One size may be left open, as -1: whatever is left of the elements.
        int open = Array.FindIndex(asked, size => size.TryGetConstant(out long value) && value == -1);
        var others = Size.Product(asked.Where((_, i) => i != open));
        var elements = input.Shape.Elements;
        if (open >= 0) asked[open] = Size.Divide(elements, others);
        bool fits = open < 0 ? !Size.Differ(elements, others) : !Size.Differ(asked[open] * others, elements);
        return Reshaped(call, input, asked, fits
            ? null
            : call.Operation + " makes " + made + " of " + input.Shape + ", which has " + elements + " elements");
    }

    private static LayerResult Flatten(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        if (input.Shape.Rank == 0) return Reshaped(call, input, [Size.One]);
        if (Places.Of(call.Arguments["start_dim"], input.Shape.Rank, 0) is not { } first
            || Places.Of(call.Arguments["end_dim"], input.Shape.Rank, -1) is not { } last)
            return Opaque(call, input, Places.Missing(call.Operation, call.Arguments["start_dim"], input.Shape)
                ?? Places.Missing(call.Operation, call.Arguments["end_dim"], input.Shape));
        var dimensions = input.Shape.Dimensions;
        return Reshaped(call, input,
            [.. dimensions.Take(first), Size.Product(dimensions.Skip(first).Take(last - first + 1)), .. dimensions.Skip(last + 1)]);
    }

    private static LayerResult Unflatten(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        if (Places.Of(call.Arguments["dim"], input.Shape.Rank) is not { } dim)
            return Opaque(call, input, Places.Missing("unflatten", call.Arguments["dim"], input.Shape));
        var whole = input.Shape.Dimensions[dim];
        Size[] sizes = [.. call.Arguments.Has("sizes") && call.List.Named("sizes") is { } named
            ? named.Sizes
            : call.List.From(2).Select(argument => argument.Size)];
        int open = Array.FindIndex(sizes, size => size.TryGetConstant(out long value) && value == -1);
        var others = Size.Product(sizes.Where((_, i) => i != open));
        if (open >= 0) sizes[open] = Size.Divide(whole, others);
        bool fits = !Size.Differ(Size.Product(sizes), whole);
        return Reshaped(call, input, [.. input.Shape.Dimensions.Take(dim), .. sizes, .. input.Shape.Dimensions.Skip(dim + 1)],
            fits ? null : "unflatten makes [" + string.Join(", ", sizes) + "] of " + whole + " in " + input.Shape);
    }

    private static LayerResult Transpose(Call call, Argument? one, Argument? other)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        int rank = input.Shape.Rank;
        if (rank is 0 or 1 && call.Operation is "t" or "T") return new Outcome(call).View(input, input.Shape).Result();
        if (Places.Of(one, rank) is not { } first || Places.Of(other, rank) is not { } second)
            return Opaque(call, input, Places.Missing(call.Operation, one, input.Shape)
                ?? Places.Missing(call.Operation, other, input.Shape));
        int[] order = [.. Enumerable.Range(0, rank)];
        (order[first], order[second]) = (second, first);
        return Ordered(call, input, order);
    }

    private static LayerResult Permute(Call call, Argument dimensions)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        if (Places.All(dimensions, input.Shape.Rank) is not { } order) return Opaque(call, input, null);
        return order.Count == input.Shape.Rank && order.Distinct().Count() == order.Count ? Ordered(call, input, order)
            : Opaque(call, input, "permute names the dimensions " + dimensions + " of " + input.Shape);
    }

    private static LayerResult Move(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        int rank = input.Shape.Rank;
        if (Places.All(call.Arguments["source"], rank) is not { } from || Places.All(call.Arguments["destination"], rank) is not { } to
            || from.Count != to.Count)
            return Opaque(call, input, null);
        var rest = new Queue<int>(Enumerable.Range(0, rank).Except(from));
        int[] order = [.. Enumerable.Range(0, rank)
            .Select(place => to.ToList().IndexOf(place) is var moved && moved >= 0 ? from[moved] : rest.Dequeue())];
        return Ordered(call, input, order);
    }

    private static LayerResult Ordered(Call call, Operand input, IReadOnlyList<int> order)
    {
        var strides = Strides.Of(input.Shape);
        return new Outcome(call)
            .View(input, Strides.View(input.Shape, [.. order.Select(i => input.Shape.Dimensions[i])], [.. order.Select(i => strides[i])]))
            .Result();
    }

    private static LayerResult Unsqueeze(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        if (!input.Shape.IsRankKnown || Places.Of(call.Arguments["dim"], input.Shape.Rank + 1) is not { } place)
            return Opaque(call, input, null);
        var (dimensions, strides) = (input.Shape.Dimensions.ToList(), Strides.Of(input.Shape).ToList());
        strides.Insert(place, place < dimensions.Count ? dimensions[place] * strides[place] : Size.One);
        dimensions.Insert(place, Size.One);
        return new Outcome(call).View(input, Strides.View(input.Shape, dimensions, strides)).Result();
    }

    private static LayerResult Squeeze(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        int? place = call.Arguments.Has("dim") ? Places.Of(call.Arguments["dim"], input.Shape.Rank) : null;
        if (!input.Shape.IsRankKnown || (call.Arguments.Has("dim") && place is null)) return Opaque(call, input, null);
        var strides = Strides.Of(input.Shape);
        int[] left = [.. Enumerable.Range(0, input.Shape.Rank)
            .Where(i => !input.Shape.Dimensions[i].IsOne || (place is not null && place != i))];
        return new Outcome(call)
            .View(input, Strides.View(input.Shape, [.. left.Select(i => input.Shape.Dimensions[i])], [.. left.Select(i => strides[i])]))
            .Result();
    }

    private static LayerResult Expand(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        Size[] sizes = [.. call.Tensors.Count > 1 ? call.Tensors[1].Shape.Dimensions : call.List.From(1).Select(argument => argument.Size)];
        if (!input.Shape.IsRankKnown) return Opaque(call, input, null, sizes);
        var (old, oldStrides, strides) = (input.Shape.Dimensions, Strides.Of(input.Shape), new Size[sizes.Length]);
        string? problem = sizes.Length < old.Count
            ? call.Operation + " makes [" + string.Join(", ", sizes) + "] of " + input.Shape + ", which has more dimensions"
            : null;
        for (int i = 1; i <= sizes.Length; i++)
        {
            int to = sizes.Length - i, from = old.Count - i;
            bool stays = sizes[to].TryGetConstant(out long value) && value == -1;
            if (from >= 0 && stays) sizes[to] = old[from];
            if (from >= 0 && !old[from].IsOne && Size.Differ(old[from], sizes[to]))
                problem ??= call.Operation + " makes " + sizes[to] + " of " + old[from] + " (" + input.Shape
                    + "); only a dimension of 1 is repeated";
            strides[to] = from >= 0 && (!old[from].IsOne || sizes[to].IsOne) ? oldStrides[from] : Size.Zero;
        }

        return new Outcome(call) { Problem = problem }.View(input, Strides.View(input.Shape, sizes, strides)).Result();
    }

    private static LayerResult Diagonal(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        if (Places.Of(call.Arguments["dim1"], input.Shape.Rank, 0) is not { } one
            || Places.Of(call.Arguments["dim2"], input.Shape.Rank, 1) is not { } other || call.Arguments.Has("offset"))
            return Opaque(call, input, null);
        var rest = input.Shape.Dimensions.Where((_, i) => i != one && i != other);
        return new Outcome(call)
            .View(input, input.Shape.With(rest.Append(Size.Min(input.Shape.Dimensions[one], input.Shape.Dimensions[other])))).Result();
    }

    /// <summary>The same values: as they are, or in memory of their own.</summary>
    private static LayerResult Kept(Call call, bool copies)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var outcome = copies ? new Outcome(call).Output(input.Shape) : new Outcome(call).View(input, input.Shape);
        var result = outcome.Result();
        return call.Operation != "detach" ? result : result with { Outputs = new([result.Outputs[0] with { Role = TensorRole.Constant }]) };
    }

    /// <summary>Another element type, where one is named; the same tensor where it has it already, or only the device changes.</summary>
    private static LayerResult Convert(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var type = call.Operation is not ("to" or "type" or "to_type" or "type_as") ? ElementTypes.Parse(call.Operation)
            : call.Tensors.Count > 1 ? call.Tensors[1].Shape.Type
            : call.List.Items.Skip(1).Select(item => item.Value.Text is { } text ? ElementTypes.Parse(text) : ElementType.Unknown)
                .FirstOrDefault(found => found != ElementType.Unknown) is var named && named != ElementType.Unknown ? named
            : input.Shape.Type;
        return type == input.Shape.Type
            ? new Outcome(call).View(input, input.Shape).Result()
            : new Outcome(call).Output(input.Shape, type).Result();
    }

    /// <summary>A view of which the shape is not known.</summary>
    private static LayerResult Opaque(Call call, Operand input, string? problem, Size[]? dimensions = null)
        => new Outcome(call) { Problem = problem }
            .View(input, dimensions is null ? TensorShape.OfUnknownRank(input.Shape.Type) : input.Shape.With(dimensions)).Result();
}
