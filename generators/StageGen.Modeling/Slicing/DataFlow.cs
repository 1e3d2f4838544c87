using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Slicing;

/// <summary>A version that one stage makes and others read.</summary>
/// <param name="Version">The version.</param>
/// <param name="Consumers">The stages that read it.</param>
/// <param name="FirstRead">Where it is read first.</param>
/// <param name="Reader">The step that reads it there.</param>
internal sealed record CrossingVersion(Version Version, SortedSet<int> Consumers, TextSpan FirstRead, Step Reader);

/// <summary>What runs in each stage, and what crosses between them: worked out from placed steps alone.</summary>
internal sealed class DataFlow
{
    private readonly Dictionary<Version, CrossingVersion> crossing = [];
    private readonly SortedSet<int>[] inputConsumers;

    public DataFlow(LoweredForward forward, int stages)
    {
        StepsOf = Enumerable.Range(0, stages).Select(stage => StepsIn(stage, forward.Steps)).ToArray();
        inputConsumers = forward.Inputs.Select(_ => new SortedSet<int>()).ToArray();
        for (int stage = 0; stage < stages; stage++)
            foreach (var step in StepsOf[stage])
                foreach (var (version, span) in step.Reads) Reach(forward, stage, version, span, step);

        var order = forward.Steps.SelectMany(step => step.Writes).Select((version, index) => (version, index))
            .ToDictionary(item => item.version, item => item.index);
        Crossing = crossing.Values.OrderBy(item => item.Version.Stage).ThenBy(item => order[item.Version]).ToList();
    }

    /// <summary>The steps of each stage in the order of the source, repeated ones and scopes included.</summary>
    public IReadOnlyList<IReadOnlyList<Step>> StepsOf { get; }

    /// <summary>What crosses, by producer and then in the order of the source.</summary>
    public IReadOnlyList<CrossingVersion> Crossing { get; }

    /// <summary>The stages that read each input of <c>forward</c>.</summary>
    public IReadOnlyList<IReadOnlyCollection<int>> InputConsumers => inputConsumers;

    /// <summary>The stages whose work reaches the result, by way of what crosses.</summary>
    public HashSet<int> ReachingOutput(int producer)
    {
        var reached = new HashSet<int> { producer };
        var open = new Stack<int>(reached);
        while (open.Count > 0)
        {
            int stage = open.Pop();
            foreach (var item in Crossing)
                if (item.Consumers.Contains(stage) && reached.Add(item.Version.Stage)) open.Push(item.Version.Stage);
        }
        return reached;
    }

    private void Reach(LoweredForward forward, int stage, Version version, TextSpan span, Step reader)
    {
        if (version.Maker is null) inputConsumers[forward.Inputs.IndexOf(version.Variable)].Add(stage);
        else if (version.Stage >= 0 && version.Stage != stage)
        {
            if (!crossing.TryGetValue(version, out var item)) crossing[version] = item = new CrossingVersion(version, [], span, reader);
            item.Consumers.Add(stage);
        }
    }

    private static List<Step> StepsIn(int stage, List<Step> steps)
    {
        var needed = new HashSet<Step>();
        foreach (var step in steps)
            if (step.Placement == Placement.Staged && step.Stage == stage) Need(step, needed);
        // A scope is opened where anything runs in it.
        var running = steps.ConvertAll(needed.Contains);
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i] is not { Placement: Placement.Ambient, Closes: null }) continue;
            int end = steps.FindIndex(step => step.Closes == steps[i]);
            if (running.FindIndex(i, (end < 0 ? steps.Count : end) - i, runs => runs) < 0) continue;
            Need(steps[i], needed);
            if (end >= 0) Need(steps[end], needed);
        }
        return steps.Where(needed.Contains).ToList();
    }

    private static void Need(Step step, HashSet<Step> needed)
    {
        if (!needed.Add(step)) return;
        foreach (var (version, _) in step.Reads)
            if (version.Maker is { Placement: Placement.Free or Placement.Ambient } maker) Need(maker, needed);
    }
}
