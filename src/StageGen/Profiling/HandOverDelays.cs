using StageGen.Scheduling;

namespace StageGen;

/// <summary>
/// How long what one device sent took to get another going, seen from the timeline: where a device had nothing to do but wait for
/// what it reads, the time from the end of the last it needed to its own start. That is the copy, the wake-up and all else between the two.
/// </summary>
internal static class HandOverDelays
{
    /// <summary>A device's wait for what another had done by then.</summary>
    /// <param name="Sender">Whose action it waited for.</param>
    /// <param name="Border">
    /// Where the time belongs in <see cref="ScheduleCosts.ForwardTransfer"/> or <see cref="ScheduleCosts.BackwardTransfer"/>: the stage
    /// that sent, less 1 for gradients.
    /// </param>
    /// <param name="Forward">Whether an activation was handed over, not a gradient.</param>
    /// <param name="Duration">From the sender's end to the receiver's start, in the timeline's unit.</param>
    public readonly record struct Delay(int Sender, int Border, bool Forward, double Duration);

    /// <summary>The delays of a step. Where a stage reads what several others computed, the wait for the last of them counts.</summary>
    public static IEnumerable<Delay> Of(Timeline timeline)
    {
        ILookup<(bool Forward, int Microbatch), (int Device, TimedAction Timed)> passes = timeline.Devices
            .SelectMany(
                (row, device) => row.Where(timed => timed.Action.Kind != ActionKind.WeightGradient).Select(timed => (device, timed)))
            .ToLookup(entry => (entry.timed.Action.Kind == ActionKind.Forward, entry.timed.Action.Microbatch));
        for (int device = 0; device < timeline.Devices.Count; device++)
        {
            double free = 0;
            foreach (TimedAction timed in timeline.Devices[device])
            {
                (ActionKind kind, int stage, int microbatch) = timed.Action;
                bool forward = kind == ActionKind.Forward;
                if (kind != ActionKind.WeightGradient)
                {
                    IReadOnlyList<int> needed = timeline.Graph is not { } graph ? [forward ? stage - 1 : stage + 1]
                        : forward ? graph.SourcesOf(stage) : graph.ReadersOf(stage);
                    (int Device, TimedAction Timed) last = passes[(forward, microbatch)]
                        .Where(entry => needed.Contains(entry.Timed.Action.Stage))
                        .DefaultIfEmpty()
                        .MaxBy(entry => entry.Timed.End);
                    if (last.Timed.End > 0 && last.Device != device && last.Timed.End >= free)
                    {
                        int border = forward ? last.Timed.Action.Stage : last.Timed.Action.Stage - 1;
                        yield return new Delay(last.Device, border, forward, Math.Max(0, timed.Start - last.Timed.End));
                    }
                }

                free = timed.End;
            }
        }
    }

    /// <summary>For each device the time that others stood waiting for what it had sent.</summary>
    public static double[] PerDevice(Timeline timeline)
    {
        ILookup<int, double> bySender = Of(timeline).ToLookup(delay => delay.Sender, delay => delay.Duration);
        return [.. Enumerable.Range(0, timeline.Devices.Count).Select(device => bySender[device].Sum())];
    }
}
