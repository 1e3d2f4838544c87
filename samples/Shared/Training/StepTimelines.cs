using StageGen.Scheduling;

namespace Samples.Training;

/// <summary>A step as it was simulated, from costs measured in the run, and as it was measured.</summary>
/// <param name="Simulated">The simulator's timeline, in seconds; every action takes the median time of its kind and device.</param>
/// <param name="Measured">The timeline of a typical step, in seconds: the one whose length is the median.</param>
/// <param name="MeasuredBubble">The share of the devices' time in which they waited, over all steps but the first few.</param>
public sealed record StepTimelines(Timeline Simulated, Timeline Measured, double MeasuredBubble)
{
    /// <summary>Simulates and measures from the steps of <paramref name="trainer"/> so far.</summary>
    public static StepTimelines Of(PipelineTrainer trainer)
    {
        var steps = trainer.Results.Skip(TrainingLoop.WarmUp(trainer.Results.Count)).ToArray();
        var measured = steps.Select(step => step.Timeline).OrderBy(timeline => timeline.Makespan).ToArray();
        var busy = measured.Sum(timeline => timeline.Busy);
        var whole = measured.Sum(timeline => timeline.Makespan * timeline.Devices.Count);
        return new StepTimelines(trainer.Simulate(steps).Timeline, measured[measured.Length / 2], 1 - busy / whole);
    }
}
