namespace StageGen.Scheduling;

/// <summary>
/// Looks through all cuts of a chain whose devices have several stages, stage by stage, and leaves out what cannot end well: a device
/// or link over the limit, more work left than the devices still to come have time for, or a state no better than one that has failed.
/// </summary>
internal sealed class FoldedSearch
{
    private readonly ChainSpace chain;
    private readonly FoldedState state;
    private readonly int[] cuts;
    private FailedStates failed = new();
    private double limit;
    private int effort;

    public FoldedSearch(ChainSpace chain, int effort)
    {
        this.chain = chain;
        this.effort = effort;
        state = new(chain);
        cuts = new int[chain.Stages - 1];
    }

    /// <summary>Whether the effort is spent, so that nothing found proves nothing.</summary>
    public bool Spent => effort <= 0;

    /// <summary>
    /// Some cuts with which no device and no link takes longer than the limit, and all fit the memory; null where none was found.
    /// </summary>
    public int[]? Within(double limit)
    {
        this.limit = limit;
        failed = new();
        return Place(0, 0) ? (int[])cuts.Clone() : null;
    }

    /// <summary>
    /// Cuts as fast as those that reached a score but cheaper: they ship less, or as much and are more even; null where none was found.
    /// </summary>
    public int[]? Cheaper(PartitionScore reached)
    {
        limit = reached.Bottleneck * (1 + 1e-11);
        var cheapest = new CheapestCuts(chain, reached);
        Visit(0, 0, 0, 0, cheapest);
        return cheapest.Found;
    }

    private bool Place(int stage, int begin)
    {
        if (stage == chain.Stages) return true;
        if (Spent || failed.Covers(stage, begin, state.Snapshot(stage))) return false;
        foreach (var end in Ends(stage, begin))
        {
            effort--;
            var placed = state.Add(stage, begin, end);
            var found = state.Fits(stage, limit) && state.CanEnd(stage + 1, end, limit) && Place(stage + 1, end);
            state.Undo(placed);
            if (found && stage < cuts.Length) cuts[stage] = end;
            if (found) return true;
        }
        if (!Spent) failed.Add(stage, begin, state.Snapshot(stage));
        return false;
    }

    private void Visit(int stage, int begin, double bytes, double squares, CheapestCuts cheapest)
    {
        if (stage == chain.Stages)
        {
            cheapest.Offer(cuts, bytes, squares);
            return;
        }
        foreach (var end in Ends(stage, begin))
        {
            if (Spent) return;
            effort--;
            var placed = state.Add(stage, begin, end);
            var shipped = bytes + chain.InboundBytes(stage + 1, end);
            var uneven = squares + placed.StageTime * placed.StageTime;
            if (state.Fits(stage, limit) && cheapest.Hopes(stage + 1, end, shipped, uneven) && state.CanEnd(stage + 1, end, limit))
            {
                if (stage < cuts.Length) cuts[stage] = end;
                Visit(stage + 1, end, shipped, uneven, cheapest);
            }
            state.Undo(placed);
        }
    }

    /// <summary>Where a stage may end, the farthest first; beyond them its layers alone take too long.</summary>
    private List<int> Ends(int stage, int begin)
    {
        if (stage == chain.Stages - 1) return [chain.Layers];
        var (ends, room) = (new List<int>(), state.Room(stage, limit));
        for (var end = begin + 1; end <= chain.Layers - (chain.Stages - 1 - stage); end++)
        {
            if (chain.Work[end] - chain.Work[begin] > room) break;
            if (chain.Allows(end)) ends.Add(end);
        }
        ends.Reverse();
        return ends;
    }
}
