namespace StageGen.Scheduling;

/// <summary>
/// Finds the fastest plan there is, where there are few enough to look at. A state is how often each type has run; of the ways to
/// reach it only those count in which no other way has every device free, and everything sent arrived, at least as early.
/// </summary>
/// <remarks>
/// Dynamic programming over states in order of how much has run. Exchanging equal microbatches changes nothing (see
/// <see cref="SearchSpace"/>), so counts say all about the past but its times.
/// </remarks>
internal sealed class ExactSearch
{
    private readonly SearchSpace space;
    private readonly int maxWays;
    private readonly int[] types;
    private readonly double[] remaining;
    private double best;
    private int tried;

    private ExactSearch(SearchSpace space, double upper, int maxWays)
    {
        this.space = space;
        this.maxWays = maxWays;
        best = upper;
        types = Enumerable.Range(0, space.Stages * SearchSpace.Kinds)
            .Where(type => SearchSpace.KindOf(type) != ActionKind.Backward || space.WholeIsCheaper[type / SearchSpace.Kinds]).ToArray();
        remaining = new double[space.Devices];
    }

    /// <summary>One way to reach a state: its times, and the way it came from.</summary>
    private sealed class Way(Way? before, int type, int[] counts, double[] times)
    {
        public Way? Before => before;

        public int Type => type;

        /// <summary>How often each type has run.</summary>
        public int[] Counts => counts;

        /// <summary>When each device, then each link, is free, then when each thing sent and not yet used arrives.</summary>
        public double[] Times => times;
    }

    /// <summary>Searches everything, if that is little enough.</summary>
    /// <param name="space">What to search in.</param>
    /// <param name="upper">The time of a plan at hand.</param>
    /// <param name="maxWays">How many ways may be looked at before giving up.</param>
    /// <param name="plan">The fastest plan; null where none is faster than <paramref name="upper"/>.</param>
    /// <returns>Whether the search came to its end: what is known now is the optimum.</returns>
    public static bool TryRun(SearchSpace space, double upper, int maxWays, out int[][]? plan)
    {
        var search = new ExactSearch(space, upper, maxWays);
        var end = search.Run(out var complete);
        plan = end is null ? null : search.Sequences(end);
        return complete;
    }

    private Way? Run(out bool complete)
    {
        complete = true;
        Way? end = null;
        var size = space.Stages * space.Microbatches;
        var times = new double[space.Devices + space.Devices * space.Devices + 2 * size];
        var layer = new Dictionary<string, List<Way>> { [""] = [new(null, -1, new int[space.Stages * SearchSpace.Kinds], times)] };
        while (layer.Count > 0)
        {
            var next = new Dictionary<string, List<Way>>();
            foreach (var ways in layer.Values)
            {
                foreach (var way in ways)
                {
                    if (Done(way))
                    {
                        var time = Enumerable.Range(0, space.Devices).Max(device => way.Times[device] + space.Optimizer[device]);
                        if (time >= best * (1 - 1e-12)) continue;
                        (best, end) = (time, way);
                        continue;
                    }
                    foreach (var type in types)
                    {
                        if (!Allowed(way, type)) continue;
                        if (++tried > maxWays)
                        {
                            complete = false;
                            return end;
                        }
                        var after = After(way, type);
                        if (LeastEnd(after) >= best * (1 - 1e-12)) continue;
                        Keep(next, after);
                    }
                }
            }
            layer = next;
        }
        return end;
    }

    private int Forwards(int[] counts, int stage) => counts[SearchSpace.Type(stage, ActionKind.Forward)];

    private int Gradients(int[] counts, int stage) =>
        counts[SearchSpace.Type(stage, ActionKind.InputGradient)] + counts[SearchSpace.Type(stage, ActionKind.Backward)];

    private int Halves(int[] counts, int stage) =>
        counts[SearchSpace.Type(stage, ActionKind.InputGradient)] - counts[SearchSpace.Type(stage, ActionKind.WeightGradient)];

    private bool Done(Way way)
    {
        for (var stage = 0; stage < space.Stages; stage++)
            if (Gradients(way.Counts, stage) < space.Microbatches || Halves(way.Counts, stage) > 0) return false;
        return true;
    }

    private bool Allowed(Way way, int type)
    {
        var stage = type / SearchSpace.Kinds;
        var counts = way.Counts;
        switch (SearchSpace.KindOf(type))
        {
            case ActionKind.Forward:
                if (Forwards(counts, stage) == space.Microbatches) return false;
                if (stage > 0 && Forwards(counts, stage - 1) <= Forwards(counts, stage)) return false;
                break;
            case ActionKind.WeightGradient:
                if (Halves(counts, stage) == 0) return false;
                break;
            default:
                if (Gradients(counts, stage) == Forwards(counts, stage)) return false;
                if (stage < space.Stages - 1 && Gradients(counts, stage + 1) <= Gradients(counts, stage)) return false;
                if (SearchSpace.KindOf(type) == ActionKind.Backward && Halves(counts, stage) > 0) return false;
                break;
        }
        var device = space.DeviceOf[stage];
        var held = space.Weight(type);
        foreach (var own in space.StagesOf[device])
        {
            var halves = Halves(counts, own);
            held += (Forwards(counts, own) - Gradients(counts, own)) * space.Held[own] + halves * space.Halved[own];
        }
        return held <= space.Capacity[device];
    }

    private int Arrival(int stage, int microbatch, bool gradient) =>
        space.Devices + space.Devices * space.Devices + (gradient ? space.Stages * space.Microbatches : 0)
        + stage * space.Microbatches + microbatch;

    private Way After(Way way, int type)
    {
        var stage = type / SearchSpace.Kinds;
        var kind = SearchSpace.KindOf(type);
        var device = space.DeviceOf[stage];
        var counts = (int[])way.Counts.Clone();
        var times = (double[])way.Times.Clone();
        var start = times[device];
        var index = 0;
        if (kind != ActionKind.WeightGradient)
        {
            index = kind == ActionKind.Forward ? Forwards(counts, stage) : Gradients(counts, stage);
            var slot = Arrival(stage, index, kind != ActionKind.Forward);
            start = Math.Max(start, times[slot]);
            times[slot] = 0;
        }
        counts[type]++;
        var end = times[device] = start + space.Time[type];
        if (kind == ActionKind.Forward && stage < space.Stages - 1)
            Send(times, device, stage + 1, index, end, space.ForwardTransfer[stage], gradient: false);
        else if (kind is ActionKind.Backward or ActionKind.InputGradient && stage > 0)
            Send(times, device, stage - 1, index, end, space.BackwardTransfer[stage - 1], gradient: true);
        return new(way, type, counts, times);
    }

    private void Send(double[] times, int device, int stage, int index, double end, double cost, bool gradient)
    {
        var reader = space.DeviceOf[stage];
        var arrival = end;
        if (reader != device && cost > 0)
        {
            var link = space.Devices + device * space.Devices + reader;
            arrival = times[link] = Math.Max(end, times[link]) + cost;
            if (!space.Costs.TransfersOverlap) times[device] = arrival;
        }
        times[Arrival(stage, index, gradient)] = arrival;
    }

    /// <summary>No plan that goes on from here ends sooner.</summary>
    private double LeastEnd(Way way)
    {
        Array.Clear(remaining, 0, remaining.Length);
        for (var stage = 0; stage < space.Stages; stage++)
        {
            var forward = space.Time[SearchSpace.Type(stage, ActionKind.Forward)];
            var weight = space.Time[SearchSpace.Type(stage, ActionKind.WeightGradient)];
            remaining[space.DeviceOf[stage]] += (space.Microbatches - Forwards(way.Counts, stage)) * forward
                + (space.Microbatches - Gradients(way.Counts, stage)) * Bounds.Whole(space, stage) + Halves(way.Counts, stage) * weight;
        }
        var least = 0.0;
        for (var device = 0; device < space.Devices; device++)
            least = Math.Max(least, way.Times[device] + remaining[device] + space.Optimizer[device]);
        return least;
    }

    private static void Keep(Dictionary<string, List<Way>> layer, Way way)
    {
        var key = string.Join(",", way.Counts);
        if (!layer.TryGetValue(key, out var ways)) layer[key] = ways = [];
        foreach (var known in ways)
            if (NotLater(known.Times, way.Times)) return;
        _ = ways.RemoveAll(known => NotLater(way.Times, known.Times));
        ways.Add(way);
    }

    private static bool NotLater(double[] first, double[] second)
    {
        for (var index = 0; index < first.Length; index++)
            if (first[index] > second[index]) return false;
        return true;
    }

    private int[][] Sequences(Way end)
    {
        var rows = Enumerable.Range(0, space.Devices).Select(_ => new List<int>()).ToArray();
        for (var way = end; way.Before is not null; way = way.Before) rows[space.DeviceOf[way.Type / SearchSpace.Kinds]].Add(way.Type);
        return rows.Select(row => row.AsEnumerable().Reverse().ToArray()).ToArray();
    }
}
