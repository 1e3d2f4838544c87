namespace StageGen.Scheduling;

/// <summary>
/// The exact answer for a chain with one stage a device. Whether any cut keeps every stage within a limit is found in one pass a stage:
/// of the places where the stage may begin, the one that leaves it least to do decides. The least such limit is found from both sides: a
/// cut
/// within a limit has a bottleneck of its own, and where there is none, the least by which some stage is over it is still to be added.
/// Of all cuts that reach the limit, dynamic programming finds the one that ships least.
/// </summary>
/// <remarks>
/// A pass is linear in the layers (a sliding maximum), so the limit takes time proportional to layers × stages × some ten tries.
/// </remarks>
internal sealed class ChainSolver
{
    private const double Rounding = 1e-12;
    private const int None = -1;

    private readonly ChainSpace chain;
    private readonly PartitionSpace space;
    private readonly int layers;
    private readonly int stages;
    private readonly int[] held;
    private readonly bool overlap;
    private readonly double gradientShare;
    private readonly int[][] begin;
    private readonly int[] window;
    private readonly int[] farthest; // for each stage the last place where it may begin
    private readonly double[] speedAfter;
    private double leastOver;

    public ChainSolver(ChainSpace chain)
    {
        this.chain = chain;
        space = chain.Space;
        (layers, stages) = (chain.Layers, chain.Stages);
        held = Enumerable.Range(0, stages).Select(stage => space.Held.Of(space.DeviceOf[stage])[0][0]).ToArray();
        overlap = space.Request.TransfersOverlap;
        gradientShare = space.Trains ? 1 : 0;
        begin = Enumerable.Range(0, stages + 1).Select(_ => new int[layers + 1]).ToArray();
        window = new int[layers + 1];
        farthest = new int[stages + 1];
        speedAfter = Enumerable.Range(0, stages)
            .Select(stage => space.DeviceOf.Skip(stage + 1).Sum(device => space.Speed[device])).ToArray();
    }

    /// <summary>The best cuts; null where no cut fits.</summary>
    public int[]? Solve()
    {
        if (Least(double.PositiveInfinity) is not { } cuts) return null;
        var high = Bottleneck(cuts);
        var low = Math.Min(space.LowerBound(), high);
        // By halves, and every other time as low as can be.
        for (var tries = 0; high - low > Rounding * high; tries++)
        {
            var limit = tries % 2 == 0 ? low * (1 + Rounding / 4) : low + (high - low) / 2;
            if (Least(limit) is { } better) high = Math.Min(limit, Bottleneck(better));
            else low = Math.Max(limit, leastOver);
        }
        return new TieBreak(chain, held).Best(high * (1 + Rounding));
    }

    /// <summary>Some cuts with which no stage takes longer than the limit; null where there are none.</summary>
    private int[]? Least(double limit)
    {
        for (var place = 1; place <= layers; place++) begin[0][place] = None;
        begin[0][0] = 0;
        leastOver = double.PositiveInfinity;
        for (var stage = 0; stage < stages; stage++)
            if (!Extend(stage, limit)) return null;

        var cuts = new int[stages - 1];
        var end = layers;
        for (var stage = stages - 1; stage > 0; stage--) cuts[stage - 1] = end = begin[stage + 1][end];
        return cuts;
    }

    /// <summary>From where the stages before can end to where this one can.</summary>
    private bool Extend(int stage, double limit)
    {
        var (before, after) = (begin[stage], begin[stage + 1]);
        var device = space.DeviceOf[stage];
        var (speed, capacity) = (1 / space.Speed[device], space.Capacity[device]);
        var (work, lasting, activation, cutTime) = (chain.Work, chain.Lasting, chain.Activation, chain.CutTime);
        var (inbound, outbound) = (chain.Crosses[stage], chain.Crosses[stage + 1]);
        var (first, last) = (FirstEnd(stage, limit), layers - (stages - 1 - stage));
        for (var place = 0; place <= layers; place++) after[place] = None;

        // The window holds beginnings, those that leave less to do before those that leave more; the first that fits the memory decides.
        var (head, tail, fits) = (0, 0, stage);
        var (lastBegin, lastEnd) = (farthest[stage], None);
        for (var end = stage + 1; end <= last; end++)
        {
            var next = end - 1;
            if (before[next] != None && overlap && inbound && cutTime[next] > limit) leastOver = Math.Min(leastOver, cutTime[next]);
            else if (before[next] != None)
            {
                var key = Key(next);
                while (tail > head && Key(window[tail - 1]) <= key) tail--;
                window[tail++] = next;
            }
            while (fits < end && lasting[end] - lasting[fits] + (activation[end] - activation[fits]) * held[stage] > capacity) fits++;
            while (head < tail && window[head] < fits) head++;
            if (head == tail || end < first || !chain.Allows(end)) continue;
            var send = outbound ? cutTime[end] : 0;
            var takes = work[end] * speed + (overlap ? 0 : send) - Key(window[head]);
            if (overlap) takes = Math.Max(takes, send);
            if (takes <= limit)
            {
                after[end] = window[head];
                lastEnd = end;
                continue;
            }
            leastOver = Math.Min(leastOver, takes);
            if (next < lastBegin || (work[end] - work[lastBegin]) * speed <= limit) continue;
            // From here on the layers alone take too long, wherever the stage begins.
            leastOver = Math.Min(leastOver, (work[end] - work[lastBegin]) * speed);
            break;
        }
        farthest[stage + 1] = lastEnd;
        return lastEnd != None;

        double Key(int place) => work[place] * speed - (inbound && !overlap ? cutTime[place] * gradientShare : 0);
    }

    /// <summary>The first place where a stage may end so that the stages after it have time for the rest.</summary>
    private int FirstEnd(int stage, double limit)
    {
        if (stage == stages - 1) return layers;
        var (low, high) = (stage + 1, layers - (stages - 1 - stage));
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Rest(middle) <= limit) high = middle;
            else low = middle + 1;
        }
        if (low > stage + 1) leastOver = Math.Min(leastOver, Rest(low - 1));
        return low;

        double Rest(int place) => (chain.Work[layers] - chain.Work[place]) / speedAfter[stage] * (1 - Rounding);
    }

    private double Bottleneck(int[] cuts)
    {
        var slowest = 0.0;
        for (var stage = 0; stage < stages; stage++)
        {
            var (first, end) = (stage == 0 ? 0 : cuts[stage - 1], stage == stages - 1 ? layers : cuts[stage]);
            slowest = Math.Max(slowest, StageCost.Of(chain, stage, first, end).Limit);
        }
        return slowest;
    }
}
