namespace StageGen.Scheduling;

/// <summary>
/// Betters a plan by moving actions along its critical path: a stretch of it on one device only gets shorter if something leaves
/// the stretch at its front or its end. Simulated annealing with a generator of its own, so that the same question always gets
/// the same answer.
/// </summary>
internal sealed class LocalSearch
{
    private readonly SearchSpace space;
    private readonly PlanClock clock;
    private readonly int[] forwards;
    private readonly int[] gradients;
    private readonly int[] halves;
    private readonly List<(int Device, int From, int To)> stretches = [];
    private ulong state;

    private LocalSearch(SearchSpace space, ulong seed)
    {
        this.space = space;
        state = seed;
        clock = new(space);
        forwards = new int[space.Stages];
        gradients = new int[space.Stages];
        halves = new int[space.Stages];
    }

    /// <summary>Searches from a valid plan.</summary>
    /// <param name="space">What to search in.</param>
    /// <param name="start">The plan to start from; it is not changed.</param>
    /// <param name="runs">How many plans may be tried.</param>
    /// <param name="seed">Where the random numbers start.</param>
    /// <returns>The best plan found, and its time.</returns>
    public static (int[][] Plan, double Makespan) Run(SearchSpace space, int[][] start, int runs, ulong seed) =>
        new LocalSearch(space, seed * 0x9E3779B97F4A7C15UL + 0x2545F4914F6CDD1DUL).Search(start, runs);

    private (int[][] Plan, double Makespan) Search(int[][] start, int runs)
    {
        var current = start.Select(row => (int[])row.Clone()).ToArray();
        var time = clock.Run(current);
        var (best, bestTime) = (Copy(current), time);
        Trace(current);
        var hot = 0.02 * time / Math.Max(4, space.Microbatches);
        for (var run = 0; run < runs && !space.IsOptimal(bestTime); run++)
        {
            var heat = hot * (1 - (double)run / runs);
            var device = Propose(current, out var row);
            if (row is null || !Keeps(device, row)) continue;
            var before = current[device];
            current[device] = row;
            var tried = clock.Run(current);
            if (tried <= time + 1e-12 || (heat > 0 && tried < double.PositiveInfinity && Next() < Math.Exp((time - tried) / heat)))
            {
                time = tried;
                Trace(current);
                if (time < bestTime - 1e-12 * bestTime) (best, bestTime) = (Copy(current), time);
            }
            else current[device] = before;
        }
        return (best, bestTime);
    }

    /// <summary>A random change to a random stretch of the critical path; null where the one drawn changes nothing.</summary>
    private int Propose(int[][] plan, out int[]? changed)
    {
        var (device, first, last) = stretches[Below(stretches.Count)];
        var row = plan[device];
        var from = first + Below(last - first + 1);
        var stage = row[from] / SearchSpace.Kinds;
        if (space.WholeIsCheaper[stage] && Below(4) == 0)
        {
            changed = SearchSpace.KindOf(row[from]) == ActionKind.Backward ? Split(row, from) : Join(row, from);
            return device;
        }
        var to = Below(4) switch
        {
            0 => first - Below(3),
            1 => last + Below(3),
            // A weight gradient can go anywhere behind its input gradient: far back into some gap.
            2 => last + Below(row.Length - last),
            _ => from + (Below(2) == 0 ? -1 : 1) * (1 + Below(3)),
        };
        to = Math.Max(0, Math.Min(row.Length - 1, to));
        changed = from != to && row[from] != row[to] ? Moved(row, from, to) : null;
        return device;
    }

    private static int[] Moved(int[] row, int from, int to)
    {
        var changed = (int[])row.Clone();
        if (from < to) Array.Copy(row, from + 1, changed, from, to - from);
        else Array.Copy(row, to, changed, to + 1, from - to);
        changed[to] = row[from];
        return changed;
    }

    /// <summary>A whole backward in its two halves.</summary>
    private static int[] Split(int[] row, int at)
    {
        var stage = row[at] / SearchSpace.Kinds;
        var changed = row.ToList();
        changed[at] = SearchSpace.Type(stage, ActionKind.InputGradient);
        changed.Insert(at + 1, SearchSpace.Type(stage, ActionKind.WeightGradient));
        return [.. changed];
    }

    /// <summary>
    /// The halves of a backward as a whole one, where the first half stands; null where <paramref name="at"/> is neither.
    /// </summary>
    private static int[]? Join(int[] row, int at)
    {
        var stage = row[at] / SearchSpace.Kinds;
        var input = SearchSpace.Type(stage, ActionKind.InputGradient);
        var weight = SearchSpace.Type(stage, ActionKind.WeightGradient);
        if (row[at] != input) return null;
        // The n-th weight gradient belongs to the n-th input gradient.
        var left = row.Take(at + 1).Count(type => type == input);
        for (var index = 0; index < row.Length; index++)
        {
            if (row[index] != weight || --left > 0) continue;
            var changed = row.ToList();
            changed[at] = SearchSpace.Type(stage, ActionKind.Backward);
            changed.RemoveAt(index);
            return [.. changed];
        }
        return null;
    }

    /// <summary>Whether a device's sequence is in order and within its memory.</summary>
    private bool Keeps(int device, int[] row)
    {
        foreach (var stage in space.StagesOf[device]) forwards[stage] = gradients[stage] = halves[stage] = 0;
        var held = 0.0;
        foreach (var type in row)
        {
            var stage = type / SearchSpace.Kinds;
            switch (SearchSpace.KindOf(type))
            {
                case ActionKind.Forward:
                    forwards[stage]++;
                    break;
                case ActionKind.InputGradient:
                    if (++gradients[stage] > forwards[stage]) return false;
                    halves[stage]++;
                    break;
                case ActionKind.WeightGradient:
                    if (--halves[stage] < 0) return false;
                    break;
                default:
                    if (++gradients[stage] > forwards[stage] || halves[stage] > 0) return false;
                    break;
            }
            held += space.Weight(type);
            if (held > space.Capacity[device]) return false;
        }
        return true;
    }

    /// <summary>Follows the causes from the end of the step back to its start and notes the stretches on each device.</summary>
    private void Trace(int[][] plan)
    {
        stretches.Clear();
        var device = clock.LastDevice;
        var to = plan[device].Length - 1;
        while (true)
        {
            var from = to;
            while (clock.Cause[device][from] < 0 && from > 0) from--;
            stretches.Add((device, from, to));
            var cause = clock.Cause[device][from];
            if (cause < 0) return;
            var type = plan[device][from];
            device = space.DeviceOf[type / SearchSpace.Kinds + (SearchSpace.KindOf(type) == ActionKind.Forward ? -1 : 1)];
            to = cause;
        }
    }

    private static int[][] Copy(int[][] plan) => plan.Select(row => (int[])row.Clone()).ToArray();

    // SplitMix64 (Steele, Lea, Flood, 2014).
    private ulong Random()
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private int Below(int bound) => (int)(Random() % (ulong)bound);

    private double Next() => (Random() >> 11) * (1.0 / (1UL << 53));
}
