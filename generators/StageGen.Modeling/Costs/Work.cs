namespace StageGen.Modeling.Costs;

/// <summary>
/// The arithmetic and the memory traffic of one operation, and the time that they take: whichever of the two takes longer (the roofline of
/// Williams, Waterman and Patterson, 2009), what takes cycles of its own, and a little for the call itself. Only ratios of times matter
/// to a partition, so the rates of one machine, one core of an AMD EPYC with AVX-512 and float32, stand for all
/// (<c>StageGen.Benchmarks rates</c> shows how they fit another); where another has other ratios,
/// a profile measured there takes the estimates' place.
/// </summary>
/// <param name="Forward">Floating point operations of the forward.</param>
/// <param name="ForwardBytes">What the forward reads and writes.</param>
/// <param name="Backward">Floating point operations of the backward.</param>
/// <param name="BackwardBytes">What the backward reads and writes.</param>
/// <param name="ForwardSteps">Cycles of the forward beyond those, as <see cref="StepCounts"/> has them.</param>
/// <param name="BackwardSteps">The same of the backward.</param>
public readonly record struct Work(Size Forward, Size ForwardBytes, Size Backward, Size BackwardBytes, Size ForwardSteps,
    Size BackwardSteps)
{
    /// <summary>
    /// Floating point operations a second that one core does in a matrix product; for convolutions see <see cref="ConvolutionWork"/>.
    /// </summary>
    public const double FlopsPerSecond = 7.5e10;

    /// <summary>Bytes a second between a core and what holds the tensors of a layer, which is a cache more often than memory.</summary>
    public const double BytesPerSecond = 4e10;

    /// <summary>Seconds of a clock cycle.</summary>
    public const double SecondsPerStep = 0.25e-9;

    /// <summary>
    /// Seconds that an operation takes however little it does: a call from .NET into libtorch, and code that has left the nearest cache.
    /// </summary>
    public const double SecondsPerCall = 20e-6;

    /// <summary>Seconds that its backward takes so: a node of autograd's graph, and gradients that are added up.</summary>
    public const double SecondsPerBackward = 40e-6;

    public static Work Of(LayerResult result, IReadOnlyList<TensorShape> inputs, Size parameterBytes)
    {
        bool moves = Enumerable.Range(0, result.Outputs.Count).Any(output => result.ViewOf(output) < 0) || !result.ForwardFlops.IsZero;
        if (!moves) return default;
        var read = Size.Sum(inputs.Select(input => input.Bytes)) + parameterBytes;
        var written = Size.Sum(result.Outputs.Select(output => output.Bytes));
        bool hasBackward = result.Outputs.Any(output => output.WantsGradient);
        // Backward reads the outputs' gradients and what was kept, and writes the gradients of inputs and parameters.
        var gradients = Size.Sum(inputs.Where(input => input.WantsGradient).Select(input => input.Bytes)) + parameterBytes;
        return new Work(result.ForwardFlops, read + written, result.InputGradientFlops + result.WeightGradientFlops,
            hasBackward ? written + Size.Sum(result.Saved.Select(saved => saved.Bytes)) + gradients : Size.Zero,
            result.ForwardSteps, hasBackward ? result.BackwardSteps : Size.Zero);
    }

    /// <summary>Seconds of the forward at these sizes; NaN where one of them is not given.</summary>
    public double ForwardTime(IReadOnlyDictionary<string, long> sizes) => Time(SecondsPerCall, Forward, ForwardBytes, ForwardSteps, sizes);

    /// <summary>Seconds of the backward.</summary>
    public double BackwardTime(IReadOnlyDictionary<string, long> sizes) =>
        Time(SecondsPerBackward, Backward, BackwardBytes, BackwardSteps, sizes);

    private static double Time(double call, Size flops, Size bytes, Size steps, IReadOnlyDictionary<string, long> sizes) =>
        flops.IsZero && bytes.IsZero ? 0
        : flops.Evaluate(sizes) is { } operations && bytes.Evaluate(sizes) is { } moved && steps.Evaluate(sizes) is { } single
            ? call + Math.Max(operations / FlopsPerSecond, moved / BytesPerSecond) + single * SecondsPerStep
            : double.NaN;
}
