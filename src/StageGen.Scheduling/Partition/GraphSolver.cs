namespace StageGen.Scheduling;

/// <summary>
/// Layers that are no chain. Any assignment in which values flow to later stages is a cut of some order of the layers, so many orders are
/// cut as chains, some that promise much and some drawn by lot, and the best assignments are bettered by moving and exchanging single
/// layers.
/// </summary>
internal sealed class GraphSolver
{
    // Orders drawn by lot: each is cut in a time that goes with layers × stages. Devices with several stages take longer to cut.
    private const int MostDrawn = 250;
    private const int DrawnEffort = 15;

    // The best starts lead to the best ends, mostly.
    private const int Bettered = 10;

    private readonly PartitionSpace space;
    private readonly LayerGraph graph;
    private int effort;

    public GraphSolver(PartitionSpace space)
    {
        this.space = space;
        graph = space.Request.Graph!;
        // An assignment is scored layer by layer.
        effort = space.Request.Effort / space.Layers;
    }

    public (Partition?, PartitionProblem?) Solve()
    {
        var starts = new List<(int[] StageOf, PartitionScore Score)>();
        var drawn = space.Stages > space.Devices
            ? 0
            : Math.Min(MostDrawn, space.Request.Effort / (DrawnEffort * space.Layers * space.Stages));
        foreach (var order in TopologicalOrders.Of(graph, space.Work).Concat(TopologicalOrders.Drawn(graph, drawn)))
        {
            var chain = new ChainSpace(space, order, graph.CutBytes(order));
            var cuts = ChainCuts.Of(chain).Cuts ?? ChainCuts.Nearest(chain);
            var placed = chain.StageOf(cuts);
            var stageOf = new int[space.Layers];
            for (var at = 0; at < order.Length; at++) stageOf[order[at]] = placed[at];
            starts.Add((stageOf, Score(stageOf)));
        }
        var best = starts[0];
        var promising = starts.OrderBy(start => start.Score.Missing).ThenBy(start => start.Score.Bottleneck)
            .ThenBy(start => start.Score.Bytes);
        foreach (var start in promising.Take(Bettered))
        {
            var even = Better(start.StageOf, start.Score, (found, score) => found.IsMoreEven(score));
            var bettered = Better(even.StageOf, even.Score, (found, score) => found.Betters(score));
            if (bettered.Score.Betters(best.Score)) best = bettered;
        }
        var found = new Partition(space, best.StageOf, space.LowerBound());
        return found.Fits ? (found, null) : (null, PartitionProblem.Lacking(found, proven: false));
    }

    private PartitionScore Score(int[] stageOf) => new PartitionLoads(space, stageOf).Score;

    private (int[] StageOf, PartitionScore Score) Better(
        int[] stageOf, PartitionScore score, Func<PartitionScore, PartitionScore, bool> betters)
    {
        for (var moved = true; moved && effort > 0;)
        {
            moved = false;
            for (var layer = 0; layer < space.Layers && effort > 0; layer++)
            {
                foreach (var changed in Moves(stageOf, layer))
                {
                    effort--;
                    var found = Score(changed);
                    if (!betters(found, score)) continue;
                    (stageOf, score, moved) = (changed, found, true);
                    break;
                }
            }
        }
        return (stageOf, score);
    }

    /// <summary>A layer in another stage, alone or in exchange for another layer of that stage.</summary>
    private IEnumerable<int[]> Moves(int[] stageOf, int layer)
    {
        var own = stageOf[layer];
        for (var stage = 0; stage < space.Stages; stage++)
        {
            if (stage == own) continue;
            var moved = (int[])stageOf.Clone();
            moved[layer] = stage;
            var alone = stageOf.Count(other => other == own) == 1;
            if (!alone && FlowsOn(moved, layer)) yield return moved;
            for (var other = 0; other < space.Layers; other++)
            {
                if (stageOf[other] != stage) continue;
                var exchanged = (int[])moved.Clone();
                exchanged[other] = own;
                if (FlowsOn(exchanged, layer) && FlowsOn(exchanged, other)) yield return exchanged;
            }
        }
    }

    private bool FlowsOn(int[] stageOf, int layer) =>
        graph.SourcesOf(layer).All(source => stageOf[source] <= stageOf[layer])
            && graph.ReadersOf(layer).All(reader => stageOf[reader] >= stageOf[layer]);
}
