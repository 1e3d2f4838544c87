namespace StageGen.Scheduling;

/// <summary>
/// Betters cuts by moving one, or a run of neighbouring ones, a few layers to either side, as long as that helps: a run gives its last
/// stage's
/// layers to its first, or the other way round, and shifts what is between.
/// </summary>
internal sealed class CutMoves
{
    private static readonly int[] Steps = [-1, 1, -2, 2, -4, 4, -8, 8];

    private const int LongestRun = 12;

    private readonly ChainSpace chain;
    private readonly ChainScore score;

    public CutMoves(ChainSpace chain, ChainScore score) => (this.chain, this.score) = (chain, score);

    public int[] Better(int[] start)
    {
        var best = (int[])start.Clone();
        var reached = score.Of(best);
        // Every pass betters the score; so many passes are enough for any chain that is cut for people.
        for (var (pass, moved) = (0, true); moved && pass < 50; pass++)
        {
            moved = false;
            for (var run = 1; run <= Math.Min(LongestRun, best.Length); run++)
            {
                for (var first = 0; first + run <= best.Length; first++)
                {
                    foreach (var step in Steps)
                    {
                        if (Moved(best, first, run, step) is not { } other) continue;
                        var found = score.Of(other);
                        if (!found.Betters(reached)) continue;
                        (best, reached, moved) = (other, found, true);
                    }
                }
            }
        }
        return best;
    }

    private int[]? Moved(int[] cuts, int first, int run, int step)
    {
        var low = first == 0 ? 0 : cuts[first - 1];
        var high = first + run == cuts.Length ? chain.Layers : cuts[first + run];
        if (cuts[first] + step <= low || cuts[first + run - 1] + step >= high) return null;
        var other = (int[])cuts.Clone();
        for (var cut = first; cut < first + run; cut++)
        {
            other[cut] += step;
            if (!chain.Allows(other[cut])) return null;
        }
        return other;
    }
}
