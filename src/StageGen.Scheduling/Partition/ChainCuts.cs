namespace StageGen.Scheduling;

/// <summary>The cuts of a chain by the solver that is for it.</summary>
internal static class ChainCuts
{
    /// <summary>The best cuts (null where none is known to fit), the bottleneck that none can beat, and whether that is proven.</summary>
    public static (int[]? Cuts, double LowerBound, bool Proven) Of(ChainSpace chain)
    {
        if (chain.Stages > chain.Space.Devices) return new FoldedSolver(chain).Solve();
        var cuts = new ChainSolver(chain).Solve();
        return (cuts, cuts is null ? chain.Space.LowerBound() : new ChainScore(chain).Of(cuts).Bottleneck, true);
    }

    /// <summary>Where none fits, those that lack least, as far as known.</summary>
    public static int[] Nearest(ChainSpace chain) =>
        chain.Stages > chain.Space.Devices ? new FoldedSolver(chain).Nearest() : NearestFit.Of(chain);
}
