using StageGen.Scheduling;

namespace StageGen;

/// <summary>What one training step gave, and how long its devices worked and waited.</summary>
public sealed record StepResult
{
    /// <summary>The loss over the whole batch: the mean of the microbatches' losses, each weighted by its samples.</summary>
    public required double Loss { get; init; }

    /// <summary>The loss of each microbatch, unweighted.</summary>
    public required IReadOnlyList<double> MicrobatchLosses { get; init; }

    /// <summary>
    /// The norm of all gradients together before they were clipped; null where <see cref="PipelineOptions.MaxGradNorm"/> is not set, and
    /// nothing was.
    /// </summary>
    public double? GradNorm { get; init; }

    /// <summary>How many samples the batch had.</summary>
    public required int Samples { get; init; }

    /// <summary>
    /// When each device ran which action, in seconds from the first action's start to the last action's end. A device's
    /// waiting for another is a gap. The optimizer's step comes after and is not in it.
    /// </summary>
    public required Timeline Timeline { get; init; }

    /// <summary>For each stage of the schedule the most microbatches whose activations it held at once.</summary>
    public required IReadOnlyList<int> PeakActivations { get; init; }

    /// <summary>How long the whole call took, optimizer included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The part of the devices' time in which they waited: 1 − busy ÷ (devices × makespan).</summary>
    public double Bubble => Timeline.Bubble;
}
