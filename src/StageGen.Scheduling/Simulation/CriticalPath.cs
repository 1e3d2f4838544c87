namespace StageGen.Scheduling;

/// <summary>The chain of actions that sets the length of a step.</summary>
internal static class CriticalPath
{
    public static IReadOnlyList<TimedAction> Of(Schedule schedule, Timeline timeline, SimulationRun run)
    {
        // Where each action stands, to find the one a transfer came from.
        var place = new Dictionary<ScheduleAction, (int Device, int Index)>();
        for (var device = 0; device < schedule.Devices; device++)
            for (var index = 0; index < schedule.Row(device).Length; index++) place[schedule.Row(device)[index]] = (device, index);

        // From the device that ends last back to the start: what an action waited for is either the one before it on its device
        // or the one that sent what it needs, whichever came later.
        var end = Enumerable.Range(0, schedule.Devices).Where(device => timeline.Devices[device].Count > 0)
            .OrderByDescending(device => timeline.Optimizer[device]?.End ?? timeline.Devices[device].Last().End)
            .ThenBy(device => device).First();
        var path = new List<TimedAction>();
        (int Device, int Index)? at = (end, timeline.Devices[end].Count - 1);
        while (at is { } here)
        {
            var action = timeline.Devices[here.Device][here.Index];
            path.Add(action);
            if (action.Start <= 0) break;
            var before = here.Index > 0 ? timeline.Devices[here.Device][here.Index - 1] : (TimedAction?)null;
            var sender = run.LastSender(action.Action);
            // Where the device was busy up to the start, it was not the transfer it waited for.
            if (before is { } own && own.End >= action.Start) at = (here.Device, here.Index - 1);
            else if (sender is { } stage) at = place[PlanOrder.PassOn(stage, action.Action, place.ContainsKey)];
            else at = before is null ? null : (here.Device, here.Index - 1);
        }
        path.Reverse();
        return path;
    }
}
