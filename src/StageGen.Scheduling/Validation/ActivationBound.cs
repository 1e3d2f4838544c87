namespace StageGen.Scheduling;

/// <summary>
/// How many activations a plan holds at once. A stage holds a microbatch from its forward until its backward, or, where that is
/// split, until its weight gradient; where there is no backward, it holds nothing.
/// </summary>
/// <remarks>Follows from the order of the lists alone: no costs are needed. The plan need not be valid.</remarks>
public static class ActivationBound
{
    /// <summary>For each stage the most microbatches it holds at once.</summary>
    public static int[] PerStage(Schedule schedule)
    {
        var peaks = new int[schedule.Stages];
        if (schedule.ForwardOnly) return peaks;
        var held = new int[schedule.Stages];
        foreach (var row in schedule.Actions)
        {
            foreach (var action in row)
            {
                if (action.Kind == ActionKind.Forward) peaks[action.Stage] = Math.Max(peaks[action.Stage], ++held[action.Stage]);
                else if (action.FreesActivations) held[action.Stage]--;
            }
        }
        return peaks;
    }

    /// <summary>
    /// For each device the most it holds at once, in microbatches of all its stages together: a device with two stages that
    /// holds three microbatches of one and two of the other holds 2.5.
    /// </summary>
    public static double[] PerDevice(Schedule schedule) =>
        Weighted(schedule, stage => 1.0).Select((stages, device) => stages / schedule.Map.StagesOf(device).Count).ToArray();

    /// <summary>
    /// For each device the most it holds at once where one microbatch on a stage weighs as <paramref name="weight"/> says (bytes, for
    /// example).
    /// </summary>
    public static double[] Weighted(Schedule schedule, Func<int, double> weight)
    {
        var peaks = new double[schedule.Devices];
        if (schedule.ForwardOnly) return peaks;
        var held = new int[schedule.Stages];
        for (var device = 0; device < schedule.Devices; device++)
        {
            var stages = schedule.Map.StagesOf(device);
            foreach (var action in schedule.Actions[device])
            {
                if (action.FreesActivations) held[action.Stage]--;
                if (action.Kind != ActionKind.Forward) continue;
                held[action.Stage]++;
                // Summed afresh, so that many additions and subtractions leave no rounding behind.
                var sum = 0.0;
                foreach (var stage in stages) sum += held[stage] * weight(stage);
                peaks[device] = Math.Max(peaks[device], sum);
            }
        }
        return peaks;
    }
}
