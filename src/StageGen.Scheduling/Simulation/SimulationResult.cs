namespace StageGen.Scheduling;

/// <summary>What the simulator predicts for one step of a plan.</summary>
public sealed class SimulationResult
{
    private readonly ScheduleCosts costs;
    private readonly SimulationRun run;

    internal SimulationResult(Schedule schedule, ScheduleCosts costs, SimulationRun run)
    {
        this.costs = costs;
        this.run = run;
        Schedule = schedule;
        Timeline = new(schedule.Name, run.Times, run.Optimizer, run.Makespan) { Graph = schedule.Graph };
        PeakActivations = ActivationBound.PerDevice(schedule);
        Transfer = run.Transfer;
    }

    /// <summary>The plan.</summary>
    public Schedule Schedule { get; }

    /// <summary>When each action starts and ends.</summary>
    public Timeline Timeline { get; }

    /// <summary>The time of the step, in the unit of the costs.</summary>
    public double Makespan => Timeline.Makespan;

    /// <summary>The share of the step in which the devices are idle: 1 − busy / (devices × makespan).</summary>
    public double Bubble => Timeline.Bubble;

    /// <summary>For each device the most activations it holds at once, in microbatches of all its stages together.</summary>
    public IReadOnlyList<double> PeakActivations { get; }

    /// <summary>The most activations any device holds at once, in microbatches of all its stages together.</summary>
    public double WorstPeakActivations => PeakActivations.Max();

    /// <summary>For each device the most bytes of activations it holds at once; 0 where the costs say nothing about bytes.</summary>
    public IReadOnlyList<double> PeakActivationBytes => ActivationMemory.PeakBytes(Schedule, costs);

    /// <summary>For each device the time its sends take; it may compute meanwhile.</summary>
    public IReadOnlyList<double> Transfer { get; }

    /// <summary>
    /// The chain of actions that makes the step as long as it is, first to last: each starts when the one before it ends, or when
    /// what that one sent arrives.
    /// </summary>
    public IReadOnlyList<TimedAction> CriticalPath => Scheduling.CriticalPath.Of(Schedule, Timeline, run);
}
