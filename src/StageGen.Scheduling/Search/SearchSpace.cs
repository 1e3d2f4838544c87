namespace StageGen.Scheduling;

/// <summary>
/// Everything the search needs to know, in arrays. Microbatches all cost the same, so exchanging two of them changes nothing,
/// and on each stage they may as well come in ascending order. A plan is then, for every device, a sequence of <em>types</em>
/// (kind and stage), and the n-th of a type is for microbatch n.
/// </summary>
internal sealed class SearchSpace
{
    public const int Kinds = 4;

    public SearchSpace(StageMap map, int microbatches, ScheduleCosts costs, MemoryLimit? limit)
    {
        (Map, Microbatches, Costs) = (map, microbatches, costs);
        Devices = map.Devices;
        Stages = map.Stages;
        DeviceOf = Enumerable.Range(0, Stages).Select(map.DeviceOf).ToArray();
        StagesOf = Enumerable.Range(0, Devices).Select(device => map.StagesOf(device).ToArray()).ToArray();
        Time = new double[Stages * Kinds];
        var backward = costs.Backward;
        WholeIsCheaper = new bool[Stages];
        for (var stage = 0; stage < Stages; stage++)
        {
            Time[Type(stage, ActionKind.Forward)] = costs.Forward[stage];
            Time[Type(stage, ActionKind.Backward)] = backward[stage];
            Time[Type(stage, ActionKind.InputGradient)] = costs.InputGradient[stage];
            Time[Type(stage, ActionKind.WeightGradient)] = costs.WeightGradient[stage];
            var halves = costs.InputGradient[stage] + costs.WeightGradient[stage];
            WholeIsCheaper[stage] = backward[stage] < halves - 1e-12 * halves;
        }
        ForwardTransfer = [.. costs.ForwardTransfer];
        BackwardTransfer = [.. costs.BackwardTransfer];
        Optimizer = StagesOf.Select(stages => stages.Sum(stage => costs.Optimizer[stage])).ToArray();
        (Held, Halved, Capacity) = (limit ?? MemoryLimit.None).For(map, costs);
        Actions = (Stages * 3) * microbatches;
        LowerBound = Bounds.Of(this);
    }

    public StageMap Map { get; }

    public int Microbatches { get; }

    public ScheduleCosts Costs { get; }

    public int Devices { get; }

    public int Stages { get; }

    /// <summary>About how many actions a plan has: the unit of the search's effort.</summary>
    public int Actions { get; }

    public int[] DeviceOf { get; }

    public int[][] StagesOf { get; }

    /// <summary>Time of each type.</summary>
    public double[] Time { get; }

    /// <summary>For each stage whether a whole backward takes less time than its halves together.</summary>
    public bool[] WholeIsCheaper { get; }

    public double[] ForwardTransfer { get; }

    public double[] BackwardTransfer { get; }

    /// <summary>For each device the time of its optimizer step.</summary>
    public double[] Optimizer { get; }

    /// <summary>For each stage what a microbatch weighs from its forward to its backward.</summary>
    public double[] Held { get; }

    /// <summary>For each stage what a microbatch weighs between the halves of its backward.</summary>
    public double[] Halved { get; }

    /// <summary>For each device what it may hold at once.</summary>
    public double[] Capacity { get; }

    /// <summary>No plan is faster than this.</summary>
    public double LowerBound { get; }

    public static int Type(int stage, ActionKind kind) => stage * Kinds + (int)kind;

    public static ActionKind KindOf(int type) => (ActionKind)(type % Kinds);

    /// <summary>The weight an action adds to its device; negative where it frees some.</summary>
    public double Weight(int type)
    {
        var stage = type / Kinds;
        return KindOf(type) switch
        {
            ActionKind.Forward => Held[stage],
            ActionKind.Backward => -Held[stage],
            ActionKind.InputGradient => Halved[stage] - Held[stage],
            _ => -Halved[stage],
        };
    }

    /// <summary>The most a plan holds on one device, in microbatches of all the device's stages together.</summary>
    public double Peak(int[][] plan)
    {
        var worst = 0.0;
        for (var device = 0; device < Devices; device++)
        {
            var microbatch = StagesOf[device].Sum(stage => Held[stage]);
            var (held, peak) = (0.0, 0.0);
            foreach (var type in plan[device]) peak = Math.Max(peak, held += Weight(type));
            if (microbatch > 0) worst = Math.Max(worst, Math.Round(peak / microbatch, 9));
        }
        return worst;
    }

    /// <summary>Whether two times differ by no more than sums of the same numbers in another order do.</summary>
    public static bool Same(double one, double other) => Math.Abs(one - other) <= 1e-11 * Math.Max(one, other);

    /// <summary>Whether <paramref name="makespan"/> cannot be bettered.</summary>
    public bool IsOptimal(double makespan) => makespan <= LowerBound * (1 + 1e-9);

    /// <summary>The sequences of a plan; null where it is not one the search can hold (some stage out of ascending order).</summary>
    public int[][]? Sequences(Schedule schedule)
    {
        var sequences = Enumerable.Range(0, Devices)
            .Select(device => schedule.Row(device).Select(action => Type(action.Stage, action.Kind)).ToArray()).ToArray();
        return ToSchedule(sequences, schedule.Name).Equals(schedule) ? sequences : null;
    }

    /// <summary>The plan of sequences, with microbatches filled in.</summary>
    public Schedule ToSchedule(int[][] sequences, string name)
    {
        var forwards = new int[Stages];
        var gradients = new int[Stages];
        var halves = Enumerable.Range(0, Stages).Select(_ => new Queue<int>()).ToArray();
        return new(name, Map, Microbatches, sequences.Select(row => row.Select(type =>
        {
            var stage = type / Kinds;
            var kind = KindOf(type);
            var microbatch = kind switch
            {
                ActionKind.Forward => forwards[stage]++,
                ActionKind.WeightGradient => halves[stage].Count > 0 ? halves[stage].Dequeue() : 0,
                _ => gradients[stage]++,
            };
            if (kind == ActionKind.InputGradient) halves[stage].Enqueue(microbatch);
            return new ScheduleAction(kind, stage, microbatch);
        })));
    }
}
