namespace StageGen.Scheduling;

/// <summary>
/// Predicts when each action of a plan starts and ends. Every device works through its list as fast as what it waits for
/// allows; a pure function of the plan and the costs, linear in the number of actions.
/// </summary>
public static class ScheduleSimulator
{
    /// <summary>Simulates one training step.</summary>
    /// <param name="schedule">A valid plan.</param>
    /// <param name="costs">What the actions cost; every action 1 where null.</param>
    /// <exception cref="ArgumentException">The costs are for another number of stages.</exception>
    /// <exception cref="ScheduleException">The plan cannot run.</exception>
    public static SimulationResult Simulate(Schedule schedule, ScheduleCosts? costs = null)
    {
        if (schedule is null) throw new ArgumentNullException(nameof(schedule));
        costs ??= ScheduleCosts.Uniform(schedule.Stages);
        if (costs.Stages != schedule.Stages)
            throw new ArgumentException($"The costs are for {costs.Stages} stage(s), the plan '{schedule.Name}' has {schedule.Stages}.",
                nameof(costs));
        PlanStructure.Check(schedule);
        var run = new SimulationRun(schedule, costs);
        if (!run.Complete) PlanOrder.Check(schedule);
        return new(schedule, costs, run);
    }

    /// <summary>
    /// The time of the whole step alone, without the checks and the details of <see cref="Simulate"/>; NaN where the plan deadlocks.
    /// </summary>
    internal static double Makespan(Schedule schedule, ScheduleCosts costs)
    {
        var run = new SimulationRun(schedule, costs);
        return run.Complete ? run.Makespan : double.NaN;
    }
}
