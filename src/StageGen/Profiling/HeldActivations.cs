using StageGen.Scheduling;

namespace StageGen;

/// <summary>What the devices held over the course of a step that was run, from the order in which their actions ran.</summary>
internal static class HeldActivations
{
    /// <summary>For each device the most it held at once, where a microbatch on a stage weighs as <paramref name="weight"/> says.</summary>
    public static double[] Peaks(Timeline timeline, Func<int, double> weight) => [.. timeline.Devices.Select(row =>
    {
        int[] stages = [.. row.Select(timed => timed.Action.Stage).Distinct()];
        var held = stages.ToDictionary(stage => stage, _ => 0);
        double peak = 0;
        foreach (ScheduleAction action in row.Select(timed => timed.Action))
        {
            held[action.Stage] += action.Kind == ActionKind.Forward ? 1 : action.FreesActivations ? -1 : 0;
            peak = Math.Max(peak, stages.Sum(stage => held[stage] * weight(stage)));
        }

        return peak;
    })];

    /// <summary>The same in microbatches of all a device's stages together, as the simulator counts.</summary>
    public static double[] PeakMicrobatches(Timeline timeline)
    {
        double[] peaks = Peaks(timeline, _ => 1);
        return [
            .. peaks.Zip(timeline.Devices, (peak, row) => peak / Math.Max(1, row.Select(timed => timed.Action.Stage).Distinct().Count()))];
    }
}
