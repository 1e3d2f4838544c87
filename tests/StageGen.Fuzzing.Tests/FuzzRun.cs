using StageGen.Scheduling;

namespace StageGen.Fuzzing.Tests;

/// <summary>How a model is to run, as random choices: how many devices there are hangs on the stages.</summary>
internal sealed record FuzzRun(PipelineSchedule Schedule, int Devices, int MorePerDevice, int Microbatches, int Ragged)
{
    /// <summary>A batch that seldom divides evenly, of at least four samples a microbatch: batch norm wants several.</summary>
    public int Samples => (4 * Microbatches) + Ragged;

    /// <summary>The way this goes with so many stages: a schedule that wants more of them gives way to 1F1B.</summary>
    public Fitted Fit(int stages)
    {
        int least = Schedules.DefaultStagesPerDevice(Schedule);
        if (least > stages)
            return new Fitted(PipelineSchedule.OneForwardOneBackward, 1 + (Devices % stages), 1, Microbatches, HasFallenBack: true);
        int perDevice = least;
        for (int more = MorePerDevice; more > 0; more--)
        {
            if (!Schedules.Allows(Schedule, least + more) || least + more > stages) continue;
            perDevice = least + more;
            break;
        }

        return new Fitted(Schedule, 1 + (Devices % (stages / perDevice)), perDevice, Microbatches, HasFallenBack: false);
    }

    public IEnumerable<FuzzRun> Smaller()
    {
        if (Microbatches > 1) yield return this with { Microbatches = 1 };
        if (Ragged > 0) yield return this with { Ragged = 0 };
        if (Devices > 0) yield return this with { Devices = Devices - 1 };
        if (MorePerDevice > 0) yield return this with { MorePerDevice = MorePerDevice - 1 };
        if (Schedule != PipelineSchedule.GPipe) yield return this with { Schedule = PipelineSchedule.GPipe };
    }
}

/// <summary>How a model runs.</summary>
internal sealed record Fitted(PipelineSchedule Schedule, int Devices, int StagesPerDevice, int Microbatches, bool HasFallenBack)
{
    public PipelineOptions Options => new()
    {
        Devices = [.. Enumerable.Repeat("cpu", Devices)],
        Schedule = Schedule,
        StagesPerDevice = StagesPerDevice,
        Microbatches = Microbatches,
        IntraOpThreads = 1,
    };
}
