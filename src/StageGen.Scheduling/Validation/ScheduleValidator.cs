namespace StageGen.Scheduling;

/// <summary>
/// Proves that a plan can run: every stage runs every microbatch forward and (unless the plan is forward only) backward exactly
/// once, on its own device, in an order that every device can follow to the end while it waits for what the others hand over.
/// </summary>
public static class ScheduleValidator
{
    /// <summary>Validates a plan.</summary>
    /// <param name="schedule">The plan.</param>
    /// <param name="maxActivations">
    /// The most activations any device may hold at once, in microbatches of all its stages together; null for no limit.
    /// </param>
    /// <returns>What the plan needs.</returns>
    /// <exception cref="ScheduleException">The plan cannot run, or needs more memory; the message draws where.</exception>
    public static ScheduleReport Validate(Schedule schedule, double? maxActivations = null)
    {
        if (schedule is null) throw new ArgumentNullException(nameof(schedule));
        PlanStructure.Check(schedule);
        PlanOrder.Check(schedule);
        var report = new ScheduleReport(schedule.ActionCount, ActivationBound.PerStage(schedule), ActivationBound.PerDevice(schedule));
        if (maxActivations is { } limit) CheckMemory(schedule, limit);
        return report;
    }

    /// <summary>Whether <see cref="Validate"/> accepts the plan, and if not, why.</summary>
    public static bool IsValid(Schedule schedule, out ScheduleException? problem, double? maxActivations = null)
    {
        problem = null;
        try
        {
            _ = Validate(schedule, maxActivations);
            return true;
        }
        catch (ScheduleException exception)
        {
            problem = exception;
            return false;
        }
    }

    private static void CheckMemory(Schedule schedule, double limit)
    {
        if (schedule.ForwardOnly) return;
        for (var device = 0; device < schedule.Devices; device++)
        {
            var row = schedule.Actions[device];
            var held = 0;
            for (var index = 0; index < row.Count; index++)
            {
                if (row[index].FreesActivations) held--;
                if (row[index].Kind != ActionKind.Forward) continue;
                held++;
                var share = (double)held / schedule.Map.StagesOf(device).Count;
                if (share <= limit + 1e-9) continue;
                var freeing = Enumerable.Range(index, row.Count - index).Select(at => (ScheduleAction?)row[at])
                    .FirstOrDefault(action => action!.Value.FreesActivations);
                throw new ScheduleException(
                    $"The plan '{schedule.Name}' needs more memory than allowed: with {row[index]} device {device} holds the activations of "
                    + $"{Invariant.Number(share)} microbatches, and the limit is {Invariant.Number(limit)}. "
                    + (freeing is { } next ? $"The next action that frees any is {next}. " : "")
                    + "Allow more activations, or choose a schedule that holds fewer.",
                    PlanGrid.Draw(schedule, device, index, $"{row[index]} is one too many"), device, row[index], freeing);
            }
        }
    }
}
