namespace StageGen;

/// <summary>
/// Has <see cref="PipelineSchedule.Auto"/> decide by what was measured: the first steps run as 1F1B, declared stage by declared stage;
/// from their times for forwards, both halves of backwards and hand-overs the best plan is searched, and the steps after follow it.
/// The warm-up steps train like all others, and what they give does not depend on the plan.
/// </summary>
/// <remarks>
/// On CPU workers, which share their memory, the plan may put a stage on another worker than before. Where a device has memory of
/// its own, stages stay where they are, and the plan has one stage a device.
/// </remarks>
public sealed record ScheduleTuning
{
    /// <summary>How many training steps are measured, at least 2: libtorch warms up in the first, which does not count.</summary>
    public int WarmUpSteps { get; init; } = 5;

    /// <summary>
    /// The most activations a device may hold at once, at least 1, in microbatches of all its stages together; null for no limit. The
    /// warm-up steps keep to it, too.
    /// </summary>
    public double? MaxActivations { get; init; }

    /// <exception cref="ArgumentException">A number cannot work; the message says which.</exception>
    internal void Check(string model)
    {
        if (WarmUpSteps < 2)
        {
            throw new ArgumentException(
                $"{model}: ScheduleTuning.WarmUpSteps is {WarmUpSteps}; it must be at least 2, for the first step does not count.");
        }

        if (MaxActivations is { } most && !(most >= 1))
        {
            throw new ArgumentException(
                $"{model}: ScheduleTuning.MaxActivations is {most}; it must be at least 1, one microbatch at a time.");
        }
    }
}
