namespace StageGen.Modeling.Costs;

/// <summary>
/// Poolings: as many operations for each element that comes out as the window has elements. A maximum keeps its input and where in it
/// each maximum stands (8 bytes an element), an average its input.
/// </summary>
internal static class Poolings
{
    public static IEnumerable<Operation> All => Enumerable.Range(1, 3).SelectMany(rank => (Operation[])
    [
        new(Both("max_pool", rank), "input, kernel_size, stride, padding, dilation, ceil_mode", call => Window(call, rank, Kind.Maximum)),
        new("avg_pool" + rank + "d", "input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override",
            call => Window(call, rank, Kind.Average)),
        new("lp_pool" + rank + "d", "input, norm_type, kernel_size, stride, ceil_mode", call => Window(call, rank, Kind.Power)),
        new(Both("adaptive_max_pool", rank), "input, output_size", call => Adaptive(call, rank, Kind.Maximum)),
        new("adaptive_avg_pool" + rank + "d", "input, output_size", call => Adaptive(call, rank, Kind.Average)),
        new(Both("fractional_max_pool", rank), "input, kernel_size, output_size, output_ratio", call => Adaptive(call, rank, Kind.Maximum)),
        new("max_unpool" + rank + "d", "input, indices, kernel_size, stride, padding, output_size", call => Unpool(call, rank)),
    ]);

    private enum Kind
    {
        Maximum,
        Average,
        Power,
    }

    private static string Both(string name, int rank) => name + rank + "d, " + name + rank + "d_with_indices";

    private static string Title(Call call) => call.Operation.Replace("_with_indices", "");

    private static LayerResult Window(Call call, int rank, Kind kind)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var kernel = call.Arguments.Sizes("kernel_size", rank);
        string stride = call.Arguments["strides"] is null ? "stride" : "strides";
        // An empty list of strides stands for the kernel's, too.
        var strides = call.Arguments.Has(stride) && call.Arguments[stride]!.Sizes.Any() ? call.Arguments.Sizes(stride, rank) : kernel;
        var (padding, dilation) = (call.Arguments.Sizes("padding", rank, 0), call.Arguments.Sizes("dilation", rank, 1));
        bool up = call.Arguments.Flag("ceil_mode", false);
        var (shape, problem) = Resized(call, input.Shape, rank,
            (size, i) => Windows(size, kernel[i], strides[i], padding[i], dilation[i], up));
        return Result(call, input, shape, Size.Product(kernel), kind, problem);
    }

    private static LayerResult Adaptive(Call call, int rank, Kind kind)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var sizes = call.Arguments.Sizes("output_size", rank);
        var ratios = call.Arguments["output_ratio"] is { IsNull: false } ratio
            ? ratio.Kind == ArgumentKind.List
                ? ratio.Items.Select(item => item.Number).ToList()
                : [.. Enumerable.Repeat(ratio.Number, rank)]
            : null;
        var (shape, problem) = Resized(call, input.Shape, rank, (size, i) => ratios is null ? sizes[i]
            : size.TryGetConstant(out long value) && i < ratios.Count && ratios[i] is { } part ? (long)(value * part) : Size.Unknown);
        // To one element is a mean, which keeps nothing.
        bool isMean = kind == Kind.Average && sizes.All(size => size.IsOne);
        return Result(call, input, shape, Size.Divide(input.Shape.Elements, shape.Elements), kind, problem, keepsInput: !isMean);
    }

    private static LayerResult Result(Call call, Operand input, TensorShape shape, Size window, Kind kind, string? problem,
        bool keepsInput = true)
    {
        var outcome = new Outcome(call) { Problem = problem }.Output(shape).Forward(shape.Elements * window)
            .Gradient(input, shape.Elements * (kind == Kind.Maximum ? 1 : window));
        if (kind == Kind.Maximum) _ = outcome.OneByOne(shape.Elements * (window * StepCounts.Compared + StepCounts.Window));
        else if (keepsInput)
            _ = outcome.OneByOne(shape.Elements * window * StepCounts.Averaged, shape.Elements * window * StepCounts.Averaged);
        if (keepsInput) _ = outcome.Keep(input);
        bool shows = call.Operation.EndsWith("_with_indices", StringComparison.Ordinal);
        if (shows) _ = outcome.Output(shape, ElementType.Int64).KeepOutput(1);
        else if (kind == Kind.Maximum) _ = outcome.KeepInside(shape.Elements * 8);
        // The powers of the input, and four of its results on the way to the root.
        if (kind == Kind.Power) _ = outcome.KeepInside(input.Shape.Bytes + shape.Bytes * 4);
        return outcome.Result();
    }

    private static LayerResult Unpool(Call call, int rank)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var kernel = call.Arguments.Sizes("kernel_size", rank);
        // TorchSharp 0.107 hands the stride on only where there is a padding, too; without, it is the kernel's.
        var strides = call.Arguments.Has("stride") && call.Arguments.Has("padding") ? call.Arguments.Sizes("stride", rank) : kernel;
        var padding = call.Arguments.Sizes("padding", rank, 0);
        var given = call.Arguments["output_size"] is { Kind: ArgumentKind.List, Items.Count: > 0 } list ? list.Sizes.ToList() : null;
        var (shape, problem) = Resized(call, input.Shape, rank,
            (size, i) => given is not null ? given[given.Count - rank + i] : (size - 1) * strides[i] - padding[i] * 2 + kernel[i]);
        return new Outcome(call) { Problem = problem }.Output(shape).Gradient(input, input.Shape.Elements)
            .Keep(call.Tensor("indices")).Result();
    }

    /// <summary>The shape with its last dimensions changed.</summary>
    private static (TensorShape Shape, string? Problem) Resized(Call call, TensorShape input, int rank, Func<Size, int, Size> resize)
    {
        if (!input.IsRankKnown) return (input, null);
        int front = input.Rank - rank;
        if (front is < 1 or > 2)
            return (TensorShape.OfUnknownRank(input.Type),
                Title(call) + " expects " + (rank + 1) + " or " + (rank + 2) + " dimensions and gets " + input);
        var shape = input.With(input.Dimensions.Select((size, i) => i < front ? size : resize(size, i - front)));
        bool vanishes = shape.Dimensions.Skip(front).Any(size => size.TryGetConstant(out long value) && value < 1);
        return (shape, vanishes ? Title(call) + " has a window larger than what it gets, " + input : null);
    }

    /// <summary>How many windows fit; rounded up, the last one still starts inside.</summary>
    private static Size Windows(Size size, Size kernel, Size stride, Size padding, Size dilation, bool up)
    {
        var room = size + padding * 2 - dilation * (kernel - 1) - 1;
        if (!up) return Size.Divide(room, stride) + 1;
        var windows = Size.DivideUp(room, stride) + 1;
        return ((windows - 1) * stride - size - padding).TryGetConstant(out long outside) && outside >= 0 ? windows - 1 : windows;
    }
}
