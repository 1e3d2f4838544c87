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

    public TieBreak(ChainSpace chain, int[] held) => (this.chain, this.held) = (chain, held);

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
        for (var end = stage == stages - 1 ? layers : stage + 1; end <= layers - (stages - 1 - stage); end++)
        {
            if (!chain.Allows(end)) continue;
            var outBytes = chain.InboundBytes(stage + 1, end);
            var (fewest, evenest) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var place = end - 1; place >= stage; place--)
            {
                if ((work[end] - work[place]) * speed > limit) break;
                if (lasting[end] - lasting[place] + (activation[end] - activation[place]) * held[stage] > capacity) break;
                var shipped = bytes[place] + outBytes;
                if (shipped > fewest || double.IsPositiveInfinity(shipped)) continue;
                var cost = StageCost.Of(chain, stage, place, end);
                if (cost.Limit > limit) continue;
                var sum = squares[place] + cost.Time * cost.Time;
                if (shipped == fewest && sum >= evenest) continue;
                (fewest, evenest, begin[end]) = (shipped, sum, place);
            }
            (nextBytes[end], nextSquares[end]) = (fewest, evenest);
        }
        return (nextBytes, nextSquares);
    }

    private static double[] Row(int layers) => Enumerable.Repeat(double.PositiveInfinity, layers + 1).ToArray();
}
