namespace StageGen.Modeling.Costs;

/// <summary>The time that a call is taken to need, in seconds; NaN where a size that it hangs on is not given.</summary>
/// <param name="Forward">Seconds of the forward.</param>
/// <param name="Backward">Seconds of the backward.</param>
public readonly record struct EstimatedTime(double Forward, double Backward)
{
    /// <summary>A convolution's by <see cref="ConvolutionWork"/>, anything else's by <see cref="Work"/>.</summary>
    public static EstimatedTime Of(
        LayerResult result, IReadOnlyList<TensorShape> inputs, Size parameterBytes, IReadOnlyDictionary<string, long> sizes)
    {
        if (result.Convolution is { } convolution) return new(convolution.ForwardTime(sizes), convolution.BackwardTime(sizes));
        var work = Work.Of(result, inputs, parameterBytes);
        return new(work.ForwardTime(sizes), work.BackwardTime(sizes));
    }
}
