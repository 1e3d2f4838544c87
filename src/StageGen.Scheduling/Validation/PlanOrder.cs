using System.Text;

namespace StageGen.Scheduling;

/// <summary>
/// Every device can follow its list to the end. A device waits at an action until what the action needs has been handed over;
/// handing over never waits. The devices block each other for ever exactly if needs and lists together form a circle.
/// </summary>
internal static class PlanOrder
{
    /// <summary>The action on another stage that must end before this one can start; null where none must.</summary>
    public static ScheduleAction? Needs(Schedule schedule, ScheduleAction action, Func<int, int, ActionKind> backwardKind) => action.Kind switch
    {
        ActionKind.Forward when action.Stage > 0 => action with { Stage = action.Stage - 1 },
        ActionKind.Backward or ActionKind.InputGradient when action.Stage < schedule.Stages - 1 =>
            new(backwardKind(action.Stage + 1, action.Microbatch), action.Stage + 1, action.Microbatch),
        _ => null,
    };

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
                var ready = 0;
                var needed = NeededKey(schedule, action, key);
                if (needed >= 0)
                {
                    ready = action.Kind == ActionKind.Forward ? forwardDone[needed] : gradientDone[needed];
                    if (ready == 0) break;
                }
                var start = Math.Max(free[device], ready);
                slots[device][ran[device]++] = start;
                free[device] = start + 1;
                if (action.Kind == ActionKind.Forward) forwardDone[key] = start + 1;
                else if (action.GivesInputGradient) gradientDone[key] = start + 1;
                else continue;

                var reader = action.Kind == ActionKind.Forward ? action.Stage + 1 : action.Stage - 1;
                if (reader < 0 || reader >= schedule.Stages) continue;
                var waiting = schedule.Map.DeviceOf(reader);
                if (waiting == device || queued[waiting]) continue;
                queue.Enqueue(waiting);
                queued[waiting] = true;
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
            device = schedule.Map.DeviceOf(Blocker(schedule, schedule.Row(device)[ran[device]]).Stage);
        }
        var circle = seen.Skip(seen.IndexOf(device)).ToList();
        var blocked = schedule.Row(device)[ran[device]];
        var needed = Blocker(schedule, blocked);

        var text = new StringBuilder($"The plan '{schedule.Name}' deadlocks: {blocked} needs {needed}, which never gets its turn. ");
        foreach (var member in circle)
        {
            var waits = schedule.Row(member)[ran[member]];
            var missing = Blocker(schedule, waits);
            var owner = schedule.Map.DeviceOf(missing.Stage);
            _ = text.Append($"Device {member} waits at {waits} for {missing}, which device {owner} lists after {schedule.Row(owner)[ran[owner]]}. ");
        }
        _ = text.Append($"Move {needed} forward, or {blocked} back.");

        // What never ran is drawn behind the last slot that did.
        for (var row = 0; row < schedule.Devices; row++)
        {
            var next = ran[row] == 0 ? 0 : slots[row][ran[row] - 1] + 1;
            for (var index = ran[row]; index < slots[row].Length; index++) slots[row][index] = next++;
        }
        throw new ScheduleException(text.ToString(), PlanGrid.Draw(schedule, device, ran[device], $"{blocked} waits for {needed}", slots), device, blocked, needed);
    }

    private static int NeededKey(Schedule schedule, ScheduleAction action, int key) => action.Kind switch
    {
        ActionKind.Forward => action.Stage > 0 ? key - schedule.Microbatches : -1,
        ActionKind.WeightGradient => -1,
        _ => action.Stage < schedule.Stages - 1 ? key + schedule.Microbatches : -1,
    };

    private static ScheduleAction Blocker(Schedule schedule, ScheduleAction action) => Needs(schedule, action, (stage, microbatch) =>
        Array.IndexOf(schedule.Row(schedule.Map.DeviceOf(stage)), new(ActionKind.Backward, stage, microbatch)) >= 0
            ? ActionKind.Backward
            : ActionKind.InputGradient)!.Value;
}
