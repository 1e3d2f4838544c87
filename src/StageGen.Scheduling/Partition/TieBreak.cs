namespace StageGen.Scheduling;

/// <summary>
/// Of all cuts of a chain that keep every stage within a limit, the one that ships the fewest bytes, and of those the most even: dynamic
/// programming over (bytes, sum of squared times), stage by stage.
/// </summary>
internal sealed class TieBreak
{
    private const int None = -1;

    private readonly ChainSpace chain;
    private readonly int[] held;
    private readonly int[] reached;
    private readonly int[] cheaper;

    public TieBreak(ChainSpace chain, int[] held)
    {
        (this.chain, this.held) = (chain, held);
        (reached, cheaper) = (new int[chain.Layers + 1], new int[chain.Layers + 1]);
    }

    /// <summary>The best cuts; null where none keeps to the limit.</summary>
    public int[]? Best(double limit)
    {
        var (layers, stages) = (chain.Layers, chain.Stages);
        var begin = new int[stages][];
        var bytes = Row(layers);
        var squares = Row(layers);
        (bytes[0], squares[0]) = (0, 0);
        for (var stage = 0; stage < stages; stage++)
        {
            begin[stage] = Enumerable.Repeat(None, layers + 1).ToArray();
            (bytes, squares) = Extend(stage, limit, bytes, squares, begin[stage]);
        }
        if (double.IsPositiveInfinity(bytes[layers])) return null;
        var cuts = new int[stages - 1];
        var end = layers;
        for (var stage = stages - 1; stage > 0; stage--) cuts[stage - 1] = end = begin[stage][end];
        return cuts;
    }

    private (double[] Bytes, double[] Squares) Extend(int stage, double limit, double[] bytes, double[] squares, int[] begin)
    {
        var (layers, stages, space) = (chain.Layers, chain.Stages, chain.Space);
        var device = space.DeviceOf[stage];
        var (speed, capacity) = (1 / space.Speed[device], space.Capacity[device]);
        var (nextBytes, nextSquares) = (Row(layers), Row(layers));
        var (work, lasting, activation) = (chain.Work, chain.Lasting, chain.Activation);
        Link(bytes);
        var first = stage;
        for (var end = stage + 1; end <= layers - (stages - 1 - stage); end++)
        {
            // Neither the layers' time nor their memory becomes less where the stage begins earlier.
            while (first < end && ((work[end] - work[first]) * speed > limit
                || lasting[end] - lasting[first] + (activation[end] - activation[first]) * held[stage] > capacity)) first++;
            if (!chain.Allows(end) || (stage == stages - 1 && end < layers)) continue;
            var outBytes = chain.InboundBytes(stage + 1, end);
            var (fewest, evenest) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var place = double.IsPositiveInfinity(bytes[end - 1]) ? reached[end - 1] : end - 1; place >= first;)
            {
                var shipped = bytes[place] + outBytes;
                var cost = shipped <= fewest ? StageCost.Of(chain, stage, place, end) : default;
                if (cost.Limit > limit)
                {
                    place = reached[place];
                    continue;
                }
                var sum = squares[place] + cost.Time * cost.Time;
                if (shipped < fewest || (shipped == fewest && sum < evenest)) (fewest, evenest, begin[end]) = (shipped, sum, place);
                place = cheaper[place];
            }
            (nextBytes[end], nextSquares[end]) = (fewest, evenest);
        }
        return (nextBytes, nextSquares);
    }

    /// <summary>
    /// From each place the nearest earlier one that is reached at all, and the nearest that is reached with no more bytes.
    /// </summary>
    private void Link(double[] bytes)
    {
        var (top, last) = (None, None);
        for (var place = 0; place <= chain.Layers; place++)
        {
            (reached[place], cheaper[place]) = (last, last);
            if (double.IsPositiveInfinity(bytes[place])) continue;
            last = place;
            // The places that no later one is cheaper than, as a stack of links.
            while (top != None && bytes[top] > bytes[place]) top = cheaper[top];
            cheaper[place] = top;
            top = place;
        }
    }

    private static double[] Row(int layers) => Enumerable.Repeat(double.PositiveInfinity, layers + 1).ToArray();
}
