namespace StageGen.Modeling.Costs;

/// <summary>A number of parameters, operations or bytes.</summary>
/// <param name="Size">As an expression over the sizes of the inputs; <see cref="Size.Unknown"/> where part
/// of it could not be found out.</param>
/// <param name="Typical">Its value at typical sizes; NaN where it has none.</param>
public readonly record struct Quantity(Size Size, double Typical)
{
    public bool IsKnown => !double.IsNaN(Typical);

    public static Quantity Of(Size size, IReadOnlyDictionary<string, long> typical) => new(size, size.Evaluate(typical) ?? double.NaN);
}

/// <summary>What a part of a model costs, for one microbatch.</summary>
public sealed record CostSum
{
    private readonly double? inputGradientTime;

    /// <summary>How many numbers it learns; what is shared within the part counts once.</summary>
    public required Quantity Parameters { get; init; }

    public required Quantity ParameterBytes { get; init; }

    public required Quantity ForwardFlops { get; init; }

    /// <summary>For the gradients of what comes in.</summary>
    public required Quantity InputGradientFlops { get; init; }

    /// <summary>For the gradients of parameters.</summary>
    public required Quantity WeightGradientFlops { get; init; }

    /// <summary>What is held from forward to backward, parameters aside.</summary>
    public required Quantity SavedBytes { get; init; }

    /// <summary>Whether <see cref="SavedBytes"/> was measured, all of it.</summary>
    public bool AreSavedBytesMeasured { get; init; }

    /// <summary>Estimated seconds of the forward at typical sizes: see <see cref="Work"/>. Good for ratios; NaN where unknown.</summary>
    public required double ForwardTime { get; init; }

    public required double BackwardTime { get; init; }

    /// <summary>Seconds of the first half of the backward, which others wait for: half of it unless it was measured.</summary>
    public double InputGradientTime
    {
        get => inputGradientTime ?? BackwardTime / 2;
        init => inputGradientTime = value;
    }

    public double Time => ForwardTime + BackwardTime;

    /// <summary>Whether all that it runs is known, so that the sums are sums of everything.</summary>
    public required bool IsComplete { get; init; }
}
