namespace StageGen.Scheduling;

/// <summary>Bytes of activations over the course of a step.</summary>
internal static class ActivationMemory
{
    /// <summary>For each device the most bytes it holds at once; between the halves of a backward a stage may hold fewer.</summary>
    public static double[] PeakBytes(Schedule schedule, ScheduleCosts costs)
    {
        var peaks = new double[schedule.Devices];
        if (schedule.ForwardOnly) return peaks;
        var whole = costs.ActivationBytes;
        var half = costs.WeightGradientBytes;
        var held = new int[schedule.Stages];
        var halved = new int[schedule.Stages];
        for (var device = 0; device < schedule.Devices; device++)
        {
            var stages = schedule.Map.StagesOf(device);
            foreach (var action in schedule.Row(device))
            {
                if (action.GivesInputGradient) held[action.Stage]--;
                if (action.Kind == ActionKind.InputGradient) halved[action.Stage]++;
                if (action.Kind == ActionKind.WeightGradient) halved[action.Stage]--;
                if (action.Kind == ActionKind.Forward) held[action.Stage]++;
                var sum = 0.0;
                foreach (var stage in stages) sum += held[stage] * whole[stage] + halved[stage] * half[stage];
                peaks[device] = Math.Max(peaks[device], sum);
            }
        }
        return peaks;
    }
}
