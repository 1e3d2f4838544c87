namespace StageGen.Scheduling;

/// <summary>
/// A plan: for every device the list of actions it runs, in order. The same lists are simulated, drawn, validated and executed.
/// Transfers are not in the list: each follows from an action on another device that its own action needs.
/// </summary>
/// <remarks>
/// Any lists can be held, right or wrong; <see cref="ScheduleValidator"/> tells which. Instances never change.
/// </remarks>
public sealed class Schedule : IEquatable<Schedule>
{
    private readonly ScheduleAction[][] actions;

    /// <summary>Takes a plan as it is.</summary>
    /// <param name="name">A title for people, as in <c>1F1B</c>.</param>
    /// <param name="map">Which device has which stage.</param>
    /// <param name="microbatches">How many microbatches a step has, at least 1.</param>
    /// <param name="actions">The actions of each device, in the order they run: as many lists as the map has devices.</param>
    /// <param name="graph">Which stage reads from which; each from the one before it where null.</param>
    public Schedule(
        string name, StageMap map, int microbatches, IEnumerable<IEnumerable<ScheduleAction>> actions, StageGraph? graph = null)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
        Map = map ?? throw new ArgumentNullException(nameof(map));
        if (microbatches < 1)
            throw new ArgumentOutOfRangeException(nameof(microbatches), microbatches, "A step needs at least one microbatch.");
        Microbatches = microbatches;
        Graph = graph ?? StageGraph.Chain(map.Stages);
        if (Graph.Stages != map.Stages)
            throw new ArgumentException($"The plan '{name}' has {map.Stages} stage(s), and its graph is of {Graph.Stages}.", nameof(graph));
        this.actions = actions?.Select(list => list.ToArray()).ToArray() ?? throw new ArgumentNullException(nameof(actions));
        if (this.actions.Length != map.Devices)
            throw new ArgumentException($"The plan '{name}' has {this.actions.Length} lists of actions for {map.Devices} devices.",
                nameof(actions));
    }

    /// <summary>A title for people, as in <c>1F1B</c>.</summary>
    public string Name { get; }

    /// <summary>Which device has which stage.</summary>
    public StageMap Map { get; }

    /// <summary>Which stage reads from which, and so what an action waits for.</summary>
    public StageGraph Graph { get; }

    /// <summary>How many devices the plan is for.</summary>
    public int Devices => Map.Devices;

    /// <summary>How many stages there are, over all devices.</summary>
    public int Stages => Map.Stages;

    /// <summary>How many microbatches a step has.</summary>
    public int Microbatches { get; }

    /// <summary>For each device its actions, in the order they run.</summary>
    public IReadOnlyList<IReadOnlyList<ScheduleAction>> Actions => actions;

    /// <summary>How many actions there are, over all devices.</summary>
    public int ActionCount => actions.Sum(list => list.Length);

    /// <summary>Whether the plan has no backward at all (inference).</summary>
    public bool ForwardOnly => actions.All(list => list.All(action => action.Kind == ActionKind.Forward));

    /// <summary>Whether any backward is split in its two halves.</summary>
    public bool SplitsBackward => actions.Any(list => list.Any(action => action.Kind == ActionKind.InputGradient));

    /// <summary>The same plan under another name.</summary>
    public Schedule WithName(string name) => new(name, Map, Microbatches, actions, Graph);

    /// <summary>The same actions in the same order for stages that read from each other otherwise.</summary>
    /// <exception cref="ArgumentException">The graph is of another number of stages.</exception>
    public Schedule WithGraph(StageGraph graph) =>
        new(Name, Map, Microbatches, actions, graph ?? throw new ArgumentNullException(nameof(graph)));

    /// <summary>
    /// The same plan with every input gradient that is directly followed by its own weight gradient joined to a whole backward:
    /// for where splitting costs time and gains nothing.
    /// </summary>
    public Schedule JoinAdjacentHalves() => new(Name, Map, Microbatches, actions.Select(Joined), Graph);

    private static IEnumerable<ScheduleAction> Joined(ScheduleAction[] row)
    {
        for (var index = 0; index < row.Length; index++)
        {
            var action = row[index];
            var joins = action.Kind == ActionKind.InputGradient && index + 1 < row.Length
                && row[index + 1] == (action with { Kind = ActionKind.WeightGradient });
            yield return joins ? action with { Kind = ActionKind.Backward } : action;
            if (joins) index++;
        }
    }

    /// <summary>Same map, same microbatches and the same actions in the same order; neither name nor graph counts.</summary>
    public bool Equals(Schedule? other) => other is not null && Microbatches == other.Microbatches && Map.Equals(other.Map)
        && actions.Zip(other.actions, (mine, theirs) => mine.SequenceEqual(theirs)).All(same => same);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Schedule);

    /// <inheritdoc />
    public override int GetHashCode() => unchecked((Map.GetHashCode() * 31 + Microbatches) * 31 + ActionCount);

    /// <summary>The name and the size of the plan.</summary>
    public override string ToString() => $"{Name}: {Devices} devices, {Stages} stages, {Microbatches} microbatches";

    internal ScheduleAction[] Row(int device) => actions[device];
}
