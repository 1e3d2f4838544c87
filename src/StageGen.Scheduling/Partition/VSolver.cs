namespace StageGen.Scheduling;

/// <summary>
/// Cuts of a chain over a V, where device d has the stages d and 2p − 1 − d. The first devices have a beginning and an end of the chain
/// between
/// them, so that nothing but the two places where these stop counts for the rest: from device to device all pairs of places are kept that
/// can be reached within a limit, each with the fewest bytes and the most even stages on the way. Exact, as long as the effort lasts.
/// </summary>
internal sealed class VSolver
{
    private const double Rounding = 1e-12;

    // What is kept of a device's pairs where the best answer is not asked for, and how near it is closed in on.
    private const int FewPairs = 64;
    private const double NearEnough = 1e-4;

    private readonly ChainSpace chain;
    private readonly PartitionSpace space;
    private readonly double[] speedFrom;
    private readonly double[] kept = new double[2];
    private double limit;
    private double leastOver;
    private long effort;

    public VSolver(ChainSpace chain, long effort)
    {
        this.chain = chain;
        this.effort = effort;
        space = chain.Space;
        speedFrom = Enumerable.Range(0, space.Devices + 1).Select(device => space.Speed.Skip(device).Sum()).ToArray();
    }

    /// <summary>What led to a pair of places.</summary>
    /// <param name="Begin">Where the pair before stopped in the beginning.</param>
    /// <param name="End">Where it stopped in the end.</param>
    /// <param name="Bytes">What is shipped so far.</param>
    /// <param name="Squares">How uneven the stages are so far.</param>
    private readonly record struct Label(int Begin, int End, double Bytes, double Squares);

    public bool Spent => effort <= 0;

    /// <summary>
    /// Cuts below a bottleneck, found soon: of each device's pairs only those are followed that leave the least to do. Null where there are
    /// none among them.
    /// </summary>
    public int[]? Near(double high)
    {
        var (low, best, score) = (space.LowerBound(), default(int[]), new ChainScore(chain));
        while (high - low > NearEnough * high && !Spent)
        {
            var middle = low + (high - low) / 2;
            if (Within(middle, FewPairs) is { } found) (high, best) = (Math.Min(middle, score.Of(found).Bottleneck), found);
            else low = middle;
        }
        return best;
    }

    /// <summary>
    /// The least bottleneck below one that is known to be reached, its best cuts, and what no cuts are below; no cuts where the effort
    /// did not last.
    /// </summary>
    public (int[]? Cuts, double LowerBound) Solve(double high)
    {
        var (low, best) = (Math.Min(space.LowerBound(), high), default(int[]));
        var score = new ChainScore(chain);
        for (var tries = 0; high - low > Rounding * high || best is null; tries++)
        {
            var closed = high - low <= Rounding * high;
            var found = Within(closed ? high * (1 + Rounding) : tries % 2 == 0 ? low * (1 + Rounding / 4) : low + (high - low) / 2);
            if (Spent) return (best, low);
            if (found is not null) (high, best) = (Math.Min(limit, score.Of(found).Bottleneck), found);
            else if (closed) return (null, low);
            else low = Math.Min(high, Math.Max(limit, leastOver));
        }
        return (best, high);
    }

    /// <summary>
    /// The cheapest cuts with which no device and no link takes longer than a limit; null where there are none, or the effort is spent.
    /// </summary>
    private int[]? Within(double limit, int most = int.MaxValue)
    {
        (this.limit, leastOver) = (limit, double.PositiveInfinity);
        var labels = new Dictionary<(int, int), Label>[space.Devices + 1];
        labels[0] = new() { [(0, chain.Layers)] = default };
        for (var device = 0; device < space.Devices; device++)
        {
            labels[device + 1] = [];
            foreach (var state in labels[device])
                Extend(device, state.Key.Item1, state.Key.Item2, state.Value, labels[device + 1]);
            if (labels[device + 1].Count > most) labels[device + 1] = Farthest(labels[device + 1], most);
            if (labels[device + 1].Count == 0 || Spent) return null;
        }
        var last = labels[space.Devices]
            .OrderBy(state => state.Value.Bytes).ThenBy(state => state.Value.Squares).ThenBy(state => state.Key.Item1).First();
        var cuts = new int[chain.Stages - 1];
        var (begin, end) = last.Key;
        for (var device = space.Devices - 1; device >= 0; device--)
        {
            (cuts[device], cuts[chain.Stages - 2 - device]) = (begin, end);
            var label = labels[device + 1][(begin, end)];
            (begin, end) = (label.Begin, label.End);
        }
        return cuts;
    }

    private Dictionary<(int, int), Label> Farthest(Dictionary<(int, int), Label> states, int most) =>
        states.OrderBy(state => chain.Work[state.Key.Item2] - chain.Work[state.Key.Item1]).ThenBy(state => state.Value.Bytes)
            .ThenBy(state => state.Key.Item1).Take(most).ToDictionary(state => state.Key, state => state.Value);

    private void Extend(int device, int begin, int end, Label before, Dictionary<(int, int), Label> after)
    {
        var last = device == space.Devices - 1;
        var least = 2 * (space.Devices - 1 - device);
        var (down, up) = (device, chain.Stages - 1 - device);
        var speed = space.Speed[device];
        var most = begin;
        for (var first = begin + 1; first <= end - 1 - least; first++)
        {
            if (Spent || !Keeps((chain.Work[first] - chain.Work[begin]) / speed)) break;
            if (!chain.Allows(first)) continue;
            most = last ? first : MostLeft(device, first, Math.Max(most, first + least), end - 1);
            for (var second = most; second >= first + least; second--)
            {
                effort--;
                if (!Keeps((chain.Work[first] - chain.Work[begin] + (chain.Work[end] - chain.Work[second])) / speed)) break;
                if (chain.Allows(second)) Add(first, second);
                if (last) break;
            }
        }

        void Add(int first, int second)
        {
            var (one, two) = (StageCost.Of(chain, down, begin, first), StageCost.Of(chain, up, second, end));
            if (!Keeps(one.Time + two.Time) || !KeepsLinks(down, first, second) || !Holds(device, begin, first, second, end)) return;
            var bytes = before.Bytes + chain.InboundBytes(down + 1, first) + (last ? 0 : chain.InboundBytes(up, second));
            var squares = before.Squares + one.Time * one.Time + two.Time * two.Time;
            var known = after.TryGetValue((first, second), out var label)
                ? label
                : new(0, 0, double.PositiveInfinity, double.PositiveInfinity);
            if (known.Bytes < bytes || (known.Bytes == bytes && known.Squares <= squares)) return;
            after[(first, second)] = new(begin, end, bytes, squares);
        }
    }

    /// <summary>
    /// The last place up to which the devices still to come have time for all from the first on; one before the least where there is none.
    /// </summary>
    private int MostLeft(int device, int first, int least, int most)
    {
        // A place that was near enough before is so from a later first; it moves a little each time.
        var step = 1;
        var place = least - 1;
        while (place < most && Fits(Math.Min(most, place + step)))
        {
            place = Math.Min(most, place + step);
            step *= 2;
        }
        for (; step > 0; step /= 2)
            if (place + step <= most && Fits(place + step)) place += step;
        for (var over = place + 1; over <= most; over++)
        {
            if (!chain.Allows(over)) continue;
            leastOver = Math.Min(leastOver, Rest(over));
            break;
        }
        return place;

        bool Fits(int second) => Rest(second) <= limit;

        double Rest(int second) => (chain.Work[second] - chain.Work[first]) / speedFrom[device + 1] * (1 - Rounding);
    }

    /// <summary>
    /// Whether the links between a device and the next one keep to the limit: each carries the activations of one cut and the gradients
    /// of the other.
    /// </summary>
    private bool KeepsLinks(int stage, int first, int second)
    {
        if (!space.Request.TransfersOverlap || !chain.Crosses[stage + 1]) return true;
        return Keeps(space.Trains ? chain.CutTime[first] + chain.CutTime[second] : Math.Max(chain.CutTime[first], chain.CutTime[second]));
    }

    private bool Holds(int device, int begin, int first, int second, int end)
    {
        kept[0] = chain.Activation[first] - chain.Activation[begin];
        kept[1] = chain.Activation[end] - chain.Activation[second];
        var lasting = chain.Lasting[first] - chain.Lasting[begin] + (chain.Lasting[end] - chain.Lasting[second]);
        return lasting + space.Held.Peak(device, kept) <= space.Capacity[device];
    }

    private bool Keeps(double time)
    {
        if (time <= limit) return true;
        leastOver = Math.Min(leastOver, time);
        return false;
    }
}
