namespace StageGen.Scheduling;

/// <summary>Every action on its own device, once, and in an order one device could follow alone; none missing.</summary>
internal static class PlanStructure
{
    private const int Absent = -1;

    public static void Check(Schedule schedule)
    {
        // Where in its device's list each action stands, per kind, stage and microbatch.
        var at = new int[4][];
        for (var kind = 0; kind < 4; kind++) at[kind] = Enumerable.Repeat(Absent, schedule.Stages * schedule.Microbatches).ToArray();

        for (var device = 0; device < schedule.Devices; device++)
        {
            var row = schedule.Row(device);
            for (var index = 0; index < row.Length; index++) Enter(schedule, at, device, index, row[index]);
        }
        CheckComplete(schedule, at);
    }

    private static void Enter(Schedule schedule, int[][] at, int device, int index, ScheduleAction action)
    {
        if (action.Stage < 0 || action.Stage >= schedule.Stages)
            throw Fault(schedule, device, index,
                $"{action} is on stage {action.Stage}, but the plan has {schedule.Stages} stage(s), counted from 0.", "no such stage");
        if (action.Microbatch < 0 || action.Microbatch >= schedule.Microbatches)
            throw Fault(schedule, device, index,
                $"{action} is for microbatch {action.Microbatch}, but the step has {schedule.Microbatches} microbatch(es), counted from 0.",
                "no such microbatch");
        var owner = schedule.Map.DeviceOf(action.Stage);
        if (owner != device)
            throw Fault(
                schedule, device, index, $"Device {device} runs {action}, but stage {action.Stage} is on device {owner}. Move it there.",
                $"stage {action.Stage} is on device {owner}");

        var key = action.Stage * schedule.Microbatches + action.Microbatch;
        if (at[(int)action.Kind][key] != Absent)
            throw Fault(schedule,
                device, index, $"Device {device} runs {action} twice: as its actions {at[(int)action.Kind][key]} and {index}. Drop one.",
                $"second {action}", action);
        at[(int)action.Kind][key] = index;

        var forward = action with { Kind = ActionKind.Forward };
        if (action.GivesInputGradient && at[(int)ActionKind.Forward][key] == Absent)
            throw Fault(
                schedule, device, index, $"Device {device} runs {action} without {forward} before it. Every backward needs its forward.",
                $"{action} needs {forward}", forward);
        var half = action with { Kind = ActionKind.InputGradient };
        if (action.Kind == ActionKind.WeightGradient && at[(int)ActionKind.InputGradient][key] == Absent)
            throw Fault(schedule, device,
                index, $"Device {device} runs {action} without {half} before it. Weight gradients need the stage's input gradients first.",
                $"{action} needs {half}", half);
        var whole = action with { Kind = ActionKind.Backward };
        var other = action.Kind == ActionKind.Backward ? half : whole;
        if (action.Kind != ActionKind.Forward && at[(int)other.Kind][key] != Absent)
            throw Fault(schedule, device, index,
                $"Device {device} runs both {other} and {action}: the gradients would count twice. Run either the whole backward or its two halves.",
                $"{other} has done this", other);
    }

    private static void CheckComplete(Schedule schedule, int[][] at)
    {
        var forwardOnly = schedule.ForwardOnly;
        for (var stage = 0; stage < schedule.Stages; stage++)
        {
            for (var microbatch = 0; microbatch < schedule.Microbatches; microbatch++)
            {
                var key = stage * schedule.Microbatches + microbatch;
                if (at[(int)ActionKind.Forward][key] == Absent) throw Missing(schedule, new(ActionKind.Forward, stage, microbatch), null);
                if (forwardOnly || at[(int)ActionKind.Backward][key] != Absent) continue;
                if (at[(int)ActionKind.InputGradient][key] == Absent)
                    throw Missing(schedule, new(ActionKind.Backward, stage, microbatch), new(ActionKind.Forward, stage, microbatch));
                if (at[(int)ActionKind.WeightGradient][key] == Absent)
                    throw Missing(schedule, new(ActionKind.WeightGradient, stage, microbatch),
                        new(ActionKind.InputGradient, stage, microbatch));
            }
        }
    }

    private static ScheduleException Missing(Schedule schedule, ScheduleAction action, ScheduleAction? before)
    {
        var device = schedule.Map.DeviceOf(action.Stage);
        var index = before is { } half ? Array.IndexOf(schedule.Row(device), half) : -1;
        var what = action.Kind == ActionKind.Backward
            ? $"{action} (or its halves {action with { Kind = ActionKind.InputGradient }} and {action with { Kind = ActionKind.WeightGradient }})"
            : action.ToString();
        return new(
            $"The plan '{schedule.Name}' is not complete: {what} is missing on device {device}"
                + (before is { } known ? $", though it runs {known}." : "."),
            PlanGrid.Draw(schedule, device, index, $"{action} is missing"), device, before ?? action, before is null ? null : action);
    }

    private static ScheduleException Fault(Schedule schedule, int device, int index, string problem, string note,
        ScheduleAction? needed = null) => new(
            $"The plan '{schedule.Name}' cannot run. " + problem, PlanGrid.Draw(schedule, device, index, note), device,
            schedule.Row(device)[index], needed);
}
