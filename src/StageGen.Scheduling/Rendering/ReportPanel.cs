namespace StageGen.Scheduling;

/// <summary>One timeline of a report with what is known about it besides: predicted, or measured.</summary>
/// <param name="Title">A heading for people, as in <c>predicted</c>.</param>
/// <param name="Timeline">When each action ran.</param>
public sealed record ReportPanel(string Title, Timeline Timeline)
{
    /// <summary>
    /// For each device the most activations it holds at once, in microbatches of all its stages together; null where unknown.
    /// </summary>
    public IReadOnlyList<double>? PeakActivations { get; init; }

    /// <summary>For each device the most bytes of activations it holds at once; null where unknown.</summary>
    public IReadOnlyList<double>? PeakBytes { get; init; }

    /// <summary>For each device the time its sends take; null where unknown.</summary>
    public IReadOnlyList<double>? Transfer { get; init; }

    /// <summary>The actions that make the step as long as it is; null where unknown.</summary>
    public IReadOnlyList<TimedAction>? CriticalPath { get; init; }

    /// <summary>Everything a simulation knows.</summary>
    public static ReportPanel Of(SimulationResult simulation, string? title = null)
    {
        if (simulation is null) throw new ArgumentNullException(nameof(simulation));
        return new(title ?? simulation.Schedule.Name, simulation.Timeline)
        {
            PeakActivations = simulation.PeakActivations,
            PeakBytes = simulation.PeakActivationBytes.All(bytes => bytes == 0) ? null : simulation.PeakActivationBytes,
            Transfer = simulation.Transfer,
            CriticalPath = simulation.CriticalPath,
        };
    }
}
