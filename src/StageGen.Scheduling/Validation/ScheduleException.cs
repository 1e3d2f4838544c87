namespace StageGen.Scheduling;

/// <summary>
/// A plan that cannot run. The message says what is wrong, names the actions, and draws the plan with the offending cell marked.
/// </summary>
public sealed class ScheduleException : Exception
{
    internal ScheduleException(string problem, string grid, int device, ScheduleAction? action, ScheduleAction? needed)
        : base(problem + "\n\n" + grid)
    {
        Problem = problem;
        Grid = grid;
        Device = device;
        Action = action;
        Needed = needed;
    }

    /// <summary>What is wrong, in one or two sentences.</summary>
    public string Problem { get; }

    /// <summary>The plan, or the part of it around the fault, one row a device, with the offending cell marked.</summary>
    public string Grid { get; }

    /// <summary>The device on which the fault shows.</summary>
    public int Device { get; }

    /// <summary>The action at fault, where there is one.</summary>
    public ScheduleAction? Action { get; }

    /// <summary>
    /// The other action of the conflict: the one that is missing, comes too late or comes twice; null where there is none.
    /// </summary>
    public ScheduleAction? Needed { get; }
}
