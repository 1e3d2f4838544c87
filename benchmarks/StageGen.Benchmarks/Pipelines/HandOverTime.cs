using StageGen.Scheduling;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>
/// The time between actions that is neither work nor the schedule's waiting: from when an action could have started (its device
/// free, what it needs computed) to when it did.
/// </summary>
public static class HandOverTime
{
    /// <summary>The mean over the actions of a step, in microseconds.</summary>
    /// <param name="timeline">A measured step of a model whose stages follow one another, in seconds.</param>
    public static double Microseconds(Timeline timeline)
    {
        var ends = new Dictionary<(bool Forward, int Stage, int Microbatch), double>();
        foreach (var timed in timeline.Devices.SelectMany(device => device))
        {
            var action = timed.Action;
            if (action.Kind == ActionKind.Forward || action.GivesInputGradient)
                ends[(action.Kind == ActionKind.Forward, action.Stage, action.Microbatch)] = timed.End;
        }
        var (late, count) = (0.0, 0);
        foreach (var device in timeline.Devices)
        {
            var free = 0.0;
            foreach (var (action, start, end) in device)
            {
                // What is handed over midway through an action may be taken before the action's end: no time lost then.
                late += Math.Max(0, start - Math.Max(free, Arrival(action)));
                count++;
                free = end;
            }
        }
        return late / Math.Max(1, count) * 1e6;

        double Arrival(ScheduleAction action) => action.Kind switch
        {
            ActionKind.Forward => ends.GetValueOrDefault((true, action.Stage - 1, action.Microbatch)),
            ActionKind.WeightGradient => 0,
            _ => ends.GetValueOrDefault((false, action.Stage + 1, action.Microbatch)),
        };
    }
}
