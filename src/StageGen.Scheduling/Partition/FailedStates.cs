namespace StageGen.Scheduling;

/// <summary>States that are known to lead nowhere, by the stage and the place where they were left.</summary>
internal sealed class FailedStates
{
    private const int Most = 24;

    private readonly Dictionary<(int Stage, int Place), List<double[]>> states = [];

    /// <summary>Whether a state has at least as much to do everywhere as one that has failed.</summary>
    public bool Covers(int stage, int place, double[] state) =>
        states.TryGetValue((stage, place), out var known) && known.Any(failed => AtLeast(state, failed));

    public void Add(int stage, int place, double[] state)
    {
        if (!states.TryGetValue((stage, place), out var known)) states[(stage, place)] = known = [];
        known.RemoveAll(failed => AtLeast(failed, state));
        if (known.Count < Most) known.Add(state);
    }

    private static bool AtLeast(double[] one, double[] other)
    {
        for (var at = 0; at < one.Length; at++)
            if (one[at] < other[at]) return false;
        return true;
    }
}
