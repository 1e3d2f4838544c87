namespace StageGen.Modeling.Costs;

/// <summary>
/// What the time of a convolution follows from. A CPU's kernel holds sixteen channels to a vector, so channels count in sixteens; bytes are
/// paid for beside the arithmetic, as tensors are put into that order and back; and what spreads each element over several, a stride
/// apart (a strided convolution's input gradient, a transposed one's forward), comes to its memory in small pieces. A forward and
/// either gradient read or write the same three tensors. The rates are those of one core of an AMD EPYC with AVX-512 and float32:
/// between what <c>StageGen.Benchmarks rates</c> measures of 66 convolutions, each with its tensors out of the nearest cache, and what
/// stages of convolutions take in training (<c>shares</c>), where some of them are still there. Wide convolutions run at twice the rate
/// of a matrix product, narrow ones below it.
/// </summary>
/// <param name="Gathering">Operations of a forward or a weight gradient, channels that come out counted in sixteens.</param>
/// <param name="Spreading">Operations of an input gradient, channels that go in counted so, too.</param>
/// <param name="Bytes">Bytes of input, weights and output.</param>
/// <param name="IsStrided">Whether neighbours of the smaller image are more than one apart in the larger.</param>
/// <param name="IsTransposed">Whether it is transposed: its forward is the input gradient of a plain one,
/// its input gradient the forward.</param>
/// <param name="InputGradient">Whether its input wants a gradient.</param>
/// <param name="WeightGradient">Whether its weights do.</param>
public sealed record ConvolutionWork(Size Gathering, Size Spreading, Size Bytes, bool IsStrided, bool IsTransposed, bool InputGradient,
    bool WeightGradient)
{
    /// <summary>Floating point operations a second.</summary>
    public const double FlopsPerSecond = 1.9e11;

    /// <summary>Bytes a second where they are put into another order.</summary>
    public const double BytesPerSecond = 1.2e10;

    /// <summary>Bytes a second where what is spread lies a stride apart.</summary>
    public const double SpreadBytesPerSecond = 3e9;

    /// <summary>Seconds before a kernel starts: it is looked up, and its tensors are made.</summary>
    public const double SecondsPerCall = 60e-6;

    private const int VectorChannels = 16;

    /// <summary>A number of channels in whole vectors.</summary>
    public static Size InVectors(Size channels) => Size.DivideUp(channels, VectorChannels) * VectorChannels;

    /// <summary>Seconds of the forward at these sizes; NaN where one of them is not given.</summary>
    public double ForwardTime(IReadOnlyDictionary<string, long> sizes) => IsTransposed ? Spread(sizes) : Gather(sizes);

    /// <summary>Seconds of the backward.</summary>
    public double BackwardTime(IReadOnlyDictionary<string, long> sizes) =>
        (!InputGradient ? 0 : IsTransposed ? Gather(sizes) : Spread(sizes)) + (WeightGradient ? Gather(sizes) : 0);

    private double Gather(IReadOnlyDictionary<string, long> sizes) => Time(Gathering, BytesPerSecond, sizes);

    private double Spread(IReadOnlyDictionary<string, long> sizes) =>
        Time(Spreading, IsStrided ? SpreadBytesPerSecond : BytesPerSecond, sizes);

    private double Time(Size flops, double bytesPerSecond, IReadOnlyDictionary<string, long> sizes) =>
        flops.Evaluate(sizes) is { } operations && Bytes.Evaluate(sizes) is { } moved
            ? SecondsPerCall + operations / FlopsPerSecond + moved / bytesPerSecond
            : double.NaN;
}
