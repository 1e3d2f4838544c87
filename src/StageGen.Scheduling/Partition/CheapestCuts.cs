namespace StageGen.Scheduling;

/// <summary>
/// The cheapest of the cuts that were looked at, and whether those begun can become cheaper: fewer bytes, or as many and more even
/// stages.
/// </summary>
internal sealed class CheapestCuts
{
    private readonly double[][] rest;
    private PartitionScore reached;

    public CheapestCuts(ChainSpace chain, PartitionScore reached)
    {
        this.reached = reached;
        // The fewest bytes that the stages from one on ship where it begins at a place, whatever they take.
        rest = new double[chain.Stages + 1][];
        rest[chain.Stages] = Enumerable.Repeat(double.PositiveInfinity, chain.Layers + 1).ToArray();
        rest[chain.Stages][chain.Layers] = 0;
        for (var stage = chain.Stages - 1; stage >= 0; stage--)
        {
            rest[stage] = Enumerable.Repeat(double.PositiveInfinity, chain.Layers + 1).ToArray();
            var least = double.PositiveInfinity;
            for (var place = chain.Layers - 1; place >= 0; place--)
            {
                if (chain.Allows(place + 1)) least = Math.Min(least, rest[stage + 1][place + 1] + chain.InboundBytes(stage + 1, place + 1));
                rest[stage][place] = least;
            }
        }
    }

    public int[]? Found { get; private set; }

    public void Offer(int[] cuts, double bytes, double squares)
    {
        var offered = reached with { Bytes = bytes, Squares = squares };
        if (offered.Betters(reached)) (Found, reached) = ((int[])cuts.Clone(), offered);
    }

    public bool Hopes(int stage, int place, double bytes, double squares) =>
        (reached with { Bytes = bytes + rest[stage][place], Squares = squares }).Betters(reached);
}
