namespace StageGen.Modeling.Costs;

/// <summary>Other shapes of the same memory.</summary>
internal static class Views
{
    public static IEnumerable<Operation> All =>
    [
        new("view, reshape", "input, shape", View),
        new("transpose, swapaxes, swapdims", "input, dim0, dim1", Transpose),
        new("size", "input, dim", call => Dimension(call)),
        new("shape", "input", call => Dimension(call)),
    ];

    private static LayerResult View(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        Size[] asked = [.. call.List.From(1).Select(argument => argument.Size)];
        // One size may be left open, as -1: whatever is left of the elements.
        int open = Array.FindIndex(asked, size => size.TryGetConstant(out long value) && value == -1);
        var others = Size.Product(asked.Where((_, i) => i != open));
        string? problem = null;
        if (open >= 0) asked[open] = Size.Divide(input.Shape.Elements, others);
        else if (Size.Differ(input.Shape.Elements, others)) problem = call.Operation + " makes [" + string.Join(", ", asked) + "] of " + input.Shape
            + ", which has " + input.Shape.Elements + " elements";
        var outcome = new Outcome(call) { Problem = problem };
        bool copies = !input.Shape.IsContiguous && call.Operation == "reshape";
        return (copies ? outcome.Output(input.Shape.With(asked)) : outcome.View(input, input.Shape.With(asked))).Result();
    }

    private static LayerResult Transpose(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var dimensions = input.Shape.Dimensions.ToArray();
        if (Place(call.Arguments["dim0"], dimensions.Length) is not { } one || Place(call.Arguments["dim1"], dimensions.Length) is not { } other)
            return new Outcome(call).View(input, TensorShape.OfUnknownRank(input.Shape.Type)).Result();
        (dimensions[one], dimensions[other]) = (dimensions[other], dimensions[one]);
        return new Outcome(call).View(input, input.Shape.With(dimensions), contiguous: one == other).Result();
    }

    private static LayerResult Dimension(Call call)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var value = call.Arguments["dim"] is not { } dim ? (input.Shape.IsRankKnown ? Argument.List([.. input.Shape.Dimensions]) : Argument.Unknown)
            : Place(dim, input.Shape.Rank) is { } place ? Argument.Of(input.Shape.Dimensions[place]) : Argument.Unknown;
        return new() { Outputs = default, Value = value };
    }

    /// <summary>A dimension's place, counted from the end where negative; null where it is not known or there is none such.</summary>
    private static int? Place(Argument? dimension, int rank)
    {
        if (dimension is null || !dimension.Size.TryGetConstant(out long place)) return null;
        if (place < 0) place += rank;
        return place >= 0 && place < rank ? (int)place : null;
    }
}
