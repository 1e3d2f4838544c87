namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>The sums of what was run in one place.</summary>
internal sealed class Tally
{
    public Size ForwardFlops { get; private set; }

    public Size InputGradientFlops { get; private set; }

    public Size WeightGradientFlops { get; private set; }

    /// <summary>Estimated seconds at typical sizes; NaN where they are not known.</summary>
    public double ForwardTime { get; private set; }

    public double BackwardTime { get; private set; }

    /// <summary>Whether all that ran was known.</summary>
    public bool IsComplete { get; private set; } = true;

    public void Add(LayerResult result, IReadOnlyList<TensorValue> inputs, Size parameterBytes, SizeTable sizes)
    {
        Add(result.ForwardFlops, result.InputGradientFlops, result.WeightGradientFlops);
        var time = EstimatedTime.Of(result, [.. inputs.Select(input => input.Shape)], parameterBytes, sizes.Typical);
        ForwardTime += time.Forward;
        BackwardTime += time.Backward;
    }

    public void Add(Size forward, Size inputGradient, Size weightGradient)
    {
        ForwardFlops += forward;
        InputGradientFlops += inputGradient;
        WeightGradientFlops += weightGradient;
        IsComplete &= forward.IsKnown && inputGradient.IsKnown && weightGradient.IsKnown;
    }

    public void Add(Tally other)
    {
        Add(other.ForwardFlops, other.InputGradientFlops, other.WeightGradientFlops);
        ForwardTime += other.ForwardTime;
        BackwardTime += other.BackwardTime;
        IsComplete &= other.IsComplete;
    }
}
