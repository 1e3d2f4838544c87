using System.Text;

namespace StageGen.Scheduling;

/// <summary>
/// Every device can follow its list to the end. A device waits at an action until what the action needs has been handed over;
/// handing over never waits. The devices block each other for ever exactly if needs and lists together form a circle.
/// </summary>
internal static class PlanOrder
{
    /// <summary>The actions on other stages that must end before this one can start.</summary>
    public static IEnumerable<ScheduleAction> Needs(Schedule schedule, ScheduleAction action) => action.Kind == ActionKind.WeightGradient
        ? []
        : schedule.Graph.Needs(action.Stage, action.Kind == ActionKind.Forward).Select(stage =>
            PassOn(stage, action, other => Array.IndexOf(schedule.Row(schedule.Map.DeviceOf(stage)), other) >= 0));

    /// <summary>What another stage does of the same microbatch in the same direction: its forward, or what gives its gradient.</summary>
    public static ScheduleAction PassOn(int stage, ScheduleAction action, Func<ScheduleAction, bool> isThere)
    {
        if (action.Kind == ActionKind.Forward) return action with { Stage = stage };
        var whole = new ScheduleAction(ActionKind.Backward, stage, action.Microbatch);
        return isThere(whole) ? whole : whole with { Kind = ActionKind.InputGradient };
    }

    /// <summary>Lets all devices run, one slot an action, as far as they come.</summary>
    /// <returns>For each device the slot of each action that ran, and how many ran.</returns>
    public static (int[][] Slots, int[] Ran, bool Complete) Run(Schedule schedule)
    {
        var devices = schedule.Devices;
        var forwardDone = new int[schedule.Stages * schedule.Microbatches];
        var gradientDone = new int[schedule.Stages * schedule.Microbatches];
        var slots = schedule.Actions.Select(row => new int[row.Count]).ToArray();
        var ran = new int[devices];
        var free = new int[devices];
        var queue = new Queue<int>(Enumerable.Range(0, devices));
        var queued = Enumerable.Repeat(true, devices).ToArray();
        while (queue.Count > 0)
        {
            var device = queue.Dequeue();
            queued[device] = false;
            var row = schedule.Row(device);
            while (ran[device] < row.Length)
            {
                var action = row[ran[device]];
                var key = action.Stage * schedule.Microbatches + action.Microbatch;
                var forward = action.Kind == ActionKind.Forward;
                var ready = action.Kind == ActionKind.WeightGradient
                    ? 0
                    : Ready(schedule, action, forward, forward ? forwardDone : gradientDone);
                if (ready == Waiting) break;
                var start = Math.Max(free[device], ready);
                slots[device][ran[device]++] = start;
                free[device] = start + 1;
                if (forward) forwardDone[key] = start + 1;
                else if (action.GivesInputGradient) gradientDone[key] = start + 1;
                else continue;

                foreach (var reader in schedule.Graph.Feeds(action.Stage, forward))
                {
                    var waiting = schedule.Map.DeviceOf(reader);
                    if (waiting == device || queued[waiting]) continue;
                    queue.Enqueue(waiting);
                    queued[waiting] = true;
                }
            }
        }
        return (slots, ran, ran.Select((count, device) => count == slots[device].Length).All(done => done));
    }

    public static void Check(Schedule schedule)
    {
        var (slots, ran, complete) = Run(schedule);
        if (complete) return;

        // Follow who waits for whom until a device comes up again: that is the circle.
        var seen = new List<int>();
        var device = Enumerable.Range(0, schedule.Devices).First(d => ran[d] < slots[d].Length);
        while (!seen.Contains(device))
        {
            seen.Add(device);
            device = schedule.Map.DeviceOf(Blocker(schedule, schedule.Row(device)[ran[device]], ran).Stage);
        }
        var circle = seen.Skip(seen.IndexOf(device)).ToList();
        var blocked = schedule.Row(device)[ran[device]];
        var needed = Blocker(schedule, blocked, ran);

        var text = new StringBuilder($"The plan '{schedule.Name}' deadlocks: {blocked} needs {needed}, which never gets its turn. ");
        foreach (var member in circle)
        {
            var waits = schedule.Row(member)[ran[member]];
            var missing = Blocker(schedule, waits, ran);
            var owner = schedule.Map.DeviceOf(missing.Stage);
            _ = text.Append(
                $"Device {member} waits at {waits} for {missing}, which device {owner} lists after {schedule.Row(owner)[ran[owner]]}. ");
        }
        _ = text.Append($"Move {needed} forward, or {blocked} back.");

        // What never ran is drawn behind the last slot that did.
        for (var row = 0; row < schedule.Devices; row++)
        {
            var next = ran[row] == 0 ? 0 : slots[row][ran[row] - 1] + 1;
            for (var index = ran[row]; index < slots[row].Length; index++) slots[row][index] = next++;
        }
        throw new ScheduleException(text.ToString(), PlanGrid.Draw(schedule, device, ran[device], $"{blocked} waits for {needed}", slots),
            device, blocked, needed);
    }

    private const int Waiting = -1;

    /// <summary>The slot from which an action has all it needs; <see cref="Waiting"/> where some of it is not done.</summary>
    private static int Ready(Schedule schedule, ScheduleAction action, bool forward, int[] done)
    {
        var ready = 0;
        foreach (var stage in schedule.Graph.Needs(action.Stage, forward))
        {
            var end = done[stage * schedule.Microbatches + action.Microbatch];
            if (end == 0) return Waiting;
            ready = Math.Max(ready, end);
        }
        return ready;
    }

    /// <summary>Of what an action needs, the first that has not run.</summary>
    private static ScheduleAction Blocker(Schedule schedule, ScheduleAction action, int[] ran) => Needs(schedule, action).First(needed =>
    {
        var owner = schedule.Map.DeviceOf(needed.Stage);
        return Array.IndexOf(schedule.Row(owner), needed) >= ran[owner];
    });
}
