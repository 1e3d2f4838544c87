namespace StageGen.Scheduling;

/// <summary>An action and when it ran, or is predicted to run, counted from the start of the step.</summary>
/// <param name="Action">What ran.</param>
/// <param name="Start">When it started.</param>
/// <param name="End">When it ended.</param>
public readonly record struct TimedAction(ScheduleAction Action, double Start, double End)
{
    /// <summary>How long it took.</summary>
    public double Duration => End - Start;
}

/// <summary>A span of time, counted from the start of the step.</summary>
/// <param name="Start">When it starts.</param>
/// <param name="End">When it ends.</param>
public readonly record struct TimeSpanOfStep(double Start, double End)
{
    /// <summary>How long it takes.</summary>
    public double Duration => End - Start;
}

/// <summary>
/// When each device ran each of its actions: one type for what the simulator predicts (in the unit of the costs) and for what
/// was measured (in seconds).
/// </summary>
public sealed class Timeline
{
    /// <summary>Takes the actions of each device in the order they ran.</summary>
    /// <param name="name">A title for people.</param>
    /// <param name="devices">For each device its actions, with times from the start of the step.</param>
    /// <param name="optimizer">For each device when its optimizer stepped; null where it did not.</param>
    /// <param name="makespan">The time of the whole step; the latest end unless given.</param>
    public Timeline(
        string name, IEnumerable<IEnumerable<TimedAction>> devices, IEnumerable<TimeSpanOfStep?>? optimizer = null, double? makespan = null)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
        Devices = devices?.Select(list => (IReadOnlyList<TimedAction>)list.ToArray()).ToArray()
            ?? throw new ArgumentNullException(nameof(devices));
        if (Devices.Count == 0) throw new ArgumentException("A timeline needs at least one device.", nameof(devices));
        Optimizer = optimizer?.ToArray() ?? new TimeSpanOfStep?[Devices.Count];
        if (Optimizer.Count != Devices.Count)
            throw new ArgumentException($"{Optimizer.Count} optimizer spans for {Devices.Count} devices.", nameof(optimizer));
        BusyOf = Devices.Select((list, device) => list.Sum(action => action.Duration) + (Optimizer[device]?.Duration ?? 0)).ToArray();
        Makespan = makespan ?? Math.Max(
            Devices.Max(list => list.Count == 0 ? 0 : list.Max(action => action.End)), Optimizer.Max(span => span?.End ?? 0));
    }

    /// <summary>A title for people.</summary>
    public string Name { get; }

    /// <summary>For each device its actions, in the order they ran.</summary>
    public IReadOnlyList<IReadOnlyList<TimedAction>> Devices { get; }

    /// <summary>For each device when its optimizer stepped; null where that was not part of the step.</summary>
    public IReadOnlyList<TimeSpanOfStep?> Optimizer { get; }

    /// <summary>Which stage reads from which; each from the one before it where null.</summary>
    public StageGraph? Graph { get; init; }

    /// <summary>The time from the start of the step until the last device is done.</summary>
    public double Makespan { get; }

    /// <summary>For each device the time it worked.</summary>
    public IReadOnlyList<double> BusyOf { get; }

    /// <summary>The time all devices worked, together.</summary>
    public double Busy => BusyOf.Sum();

    /// <summary>
    /// The share of the step in which the devices were idle: 1 − busy / (devices × makespan); all start and end together.
    /// </summary>
    public double Bubble => Ratio(Busy / Devices.Count);

    /// <summary>The share of the step in which one device was idle.</summary>
    public double BubbleOf(int device) => Ratio(BusyOf[device]);

    /// <summary>The same in another unit of time.</summary>
    /// <param name="factor">How many of the new units one of the old is: 1000 from seconds to milliseconds.</param>
    public Timeline Scale(double factor) => new(
        Name,
        Devices.Select(row => row.Select(timed => new TimedAction(timed.Action, timed.Start * factor, timed.End * factor))),
        Optimizer.Select(span => span is { } step ? new TimeSpanOfStep(step.Start * factor, step.End * factor) : (TimeSpanOfStep?)null),
        Makespan * factor) { Graph = Graph };

    private double Ratio(double busy) => Makespan > 0 ? Math.Max(0, 1 - busy / Makespan) : 0;
}
