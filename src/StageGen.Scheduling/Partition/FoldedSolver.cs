namespace StageGen.Scheduling;

/// <summary>
/// Cuts of a chain where devices have several stages, whose times add up. A start that makes the slowest stage fast is bettered by moving
/// cuts; then it is asked, again and again, for cuts that beat the best so far, until there are none or the effort is spent. A V has a
/// solver of its own.
/// </summary>
internal sealed class FoldedSolver
{
    // A pair of places takes a small part of the time that a stage takes to place.
    private const long VEffort = 20;

    private readonly ChainSpace chain;
    private readonly ChainScore score;
    private readonly CutMoves moves;

    public FoldedSolver(ChainSpace chain)
    {
        this.chain = chain;
        score = new(chain);
        moves = new(chain, score);
    }

    private bool IsV => chain.Space.Map.Equals(StageMap.V(chain.Space.Devices));

    /// <summary>
    /// The best cuts found and the bottleneck that none can beat; no cuts where none is known to fit, and whether that is proven.
    /// </summary>
    public (int[]? Cuts, double LowerBound, bool Proven) Solve()
    {
        var bound = chain.Space.LowerBound();
        var best = Nearest();
        var search = new FoldedSearch(chain, chain.Space.Request.Effort);
        if (score.Of(best).Missing > 0)
        {
            var fitting = search.Within(double.PositiveInfinity);
            if (fitting is null) return (null, bound, !search.Spent);
            best = moves.Better(fitting);
        }
        if (IsV)
        {
            var solver = new VSolver(chain, VEffort * chain.Space.Request.Effort);
            if (solver.Near(score.Of(best).Bottleneck) is { } near) best = Better(moves.Better(near), best);
            var (exact, proven) = solver.Solve(score.Of(best).Bottleneck);
            if (exact is not null) best = Better(exact, best);
            // Where pairs of places were too many to look at, stage by stage would be more so.
            return (best, Math.Min(Math.Max(bound, proven), score.Of(best).Bottleneck), true);
        }
        while (!search.Spent && score.Of(best).Bottleneck is var bottleneck && bottleneck > bound * (1 + 1e-11))
        {
            if (search.Within(bottleneck * (1 - 1e-11)) is { } faster) best = moves.Better(faster);
            else if (!search.Spent) bound = bottleneck;
        }
        var reached = score.Of(best);
        best = search.Cheaper(reached) ?? best;
        return (best, Math.Min(bound, reached.Bottleneck), true);
    }

    private int[] Better(int[] one, int[] other) => score.Of(one).Betters(score.Of(other)) ? one : other;

    /// <summary>The best cuts that moving some from a start leads to, whether they fit the memory or not.</summary>
    public int[] Nearest()
    {
        var best = default(int[]);
        foreach (var start in Starts())
        {
            var bettered = moves.Better(start);
            if (best is null || score.Of(bettered).Betters(score.Of(best))) best = bettered;
        }
        return best!;
    }

    /// <summary>Each stage as much work as its device is fast; where cuts are forbidden, or layers few, the nearest that may be.</summary>
    private IEnumerable<int[]> Starts()
    {
        var places = Enumerable.Range(1, chain.Layers - 1).Where(chain.Allows).ToArray();
        var (stages, space) = (chain.Stages, chain.Space);
        var all = Enumerable.Range(0, stages).Sum(stage => space.Speed[space.DeviceOf[stage]]);
        var byWork = new int[stages - 1];
        var byCount = new int[stages - 1];
        var (speed, least) = (0.0, 0);
        for (var cut = 0; cut < stages - 1; cut++)
        {
            speed += space.Speed[space.DeviceOf[cut]];
            var wanted = chain.Work[chain.Layers] * speed / all;
            var most = places.Length - (stages - 1 - cut);
            var at = least;
            while (at < most && Math.Abs(chain.Work[places[at + 1]] - wanted) <= Math.Abs(chain.Work[places[at]] - wanted)) at++;
            byWork[cut] = places[at];
            least = at + 1;
            byCount[cut] = places[(int)((long)cut * places.Length / (stages - 1))];
        }
        yield return byWork;
        yield return byCount;
    }
}
