namespace StageGen.Modeling.Costs;

/// <summary>Where a tensor that autograd keeps comes from.</summary>
public enum SavedFrom
{
    /// <summary>It is one of the call's inputs.</summary>
    Input,

    /// <summary>It is one of the call's outputs.</summary>
    Output,

    /// <summary>Nobody else sees it: a mask, the mean of a norm, an intermediate result.</summary>
    Inside,
}

/// <summary>A tensor that autograd keeps from forward to backward.</summary>
/// <param name="From">Where it comes from.</param>
/// <param name="Index">Which input or output.</param>
/// <param name="Bytes">Its bytes.</param>
public sealed record SavedTensor(SavedFrom From, int Index, Size Bytes);

/// <summary>
/// What a call of a layer or of an operation gives and costs. A multiplication and the addition of its product are two floating point
/// operations, as elsewhere in this house and unlike papers that count multiply-adds. Operations that only move numbers cost none.
/// </summary>
public sealed record LayerResult
{
    /// <summary>One tensor, of which nothing is known, at unknown cost.</summary>
    public static LayerResult Unknown { get; } = new()
    {
        Outputs = new([TensorShape.Unknown]),
        ForwardFlops = Size.Unknown,
        InputGradientFlops = Size.Unknown,
        WeightGradientFlops = Size.Unknown,
        Saved = new([new SavedTensor(SavedFrom.Inside, 0, Size.Unknown)]),
    };

    public required EquatableArray<TensorShape> Outputs { get; init; }

    public Size ForwardFlops { get; init; }

    /// <summary>For the gradients of the inputs.</summary>
    public Size InputGradientFlops { get; init; }

    /// <summary>For the gradients of the parameters.</summary>
    public Size WeightGradientFlops { get; init; }

    /// <summary>
    /// Clock cycles of the forward beyond arithmetic in vectors, reading and writing: comparing a window's elements, drawing random
    /// numbers, starting a row. A step is what <see cref="Work.SecondsPerStep"/> is the time of.
    /// </summary>
    public Size ForwardSteps { get; init; }

    /// <summary>The same of the backward.</summary>
    public Size BackwardSteps { get; init; }

    /// <summary>The convolution that it is, whose time follows rules of its own; null where it is none.</summary>
    public ConvolutionWork? Convolution { get; init; }

    /// <summary>
    /// What autograd keeps of this call, parameters aside. Two calls may keep the same tensor (a ReLU its output, the convolution
    /// behind it its input): <see cref="SavedMemory"/> counts it once.
    /// </summary>
    public EquatableArray<SavedTensor> Saved { get; init; }

    /// <summary>What this call alone keeps, inputs and outputs included.</summary>
    public Size SavedBytes => Size.Sum(Saved.Select(saved => saved.Bytes));

    /// <summary>For each output the input whose memory it sees, or −1 where it has its own; none where every output has its own.</summary>
    public EquatableArray<int> Views { get; init; }

    /// <summary>Of a call that gives no tensor: what it gives, as <c>x.size(1)</c> a size and <c>x.shape</c> a list of them.</summary>
    public Argument? Value { get; init; }

    /// <summary>What is wrong with the call, in a sentence; null where nothing is known to be.</summary>
    public string? Problem { get; init; }

    /// <summary>The input whose memory an output sees, or −1.</summary>
    public int ViewOf(int output) => output < Views.Count ? Views[output] : -1;
}
