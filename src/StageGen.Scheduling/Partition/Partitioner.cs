namespace StageGen.Scheduling;

/// <summary>
/// Cuts a model in stages: of all cuts that fit the devices' memory one with the least bottleneck, the time of the slowest device or
/// link for a microbatch; of those one that ships the fewest bytes; of those one whose stages are most even.
/// </summary>
/// <remarks>
/// <para>A chain with one stage a device is solved exactly (bisection over a linear feasibility test, then dynamic programming over ties).
/// Where devices have several stages (loops, Vs), whose times add up, a branch-and-bound search proves its answer or, where its effort is
/// spent, states a
/// lower bound. Layers that are no chain (<see cref="PartitionRequest.Graph"/>) are put in several orders, each is cut as a chain, and the
/// best is bettered layer by layer; the bound is stated there too.</para>
/// <para>The chain problem is that of Bokhari, "Partitioning Problems in Parallel, Pipelined, and Distributed Computing", 1988, and the
/// parametric test that of Iqbal, 1991; memory limits and the two-way transfers are ours.</para>
/// </remarks>
public static class Partitioner
{
    /// <summary>Finds the best partition.</summary>
    /// <exception cref="ArgumentException">The request is no question: no layers, a negative time, a schedule that cannot have so many
    /// stages a device.</exception>
    /// <exception cref="PartitionException">No partition fits; the message says which device lacks how much.</exception>
    public static Partition Solve(PartitionRequest request) =>
        TrySolve(request, out var found, out var problem) ? found! : throw new PartitionException(problem!);

    /// <summary>Finds the best partition, or why there is none.</summary>
    /// <exception cref="ArgumentException">The request is no question.</exception>
    public static bool TrySolve(PartitionRequest request, out Partition? found, out PartitionProblem? problem)
    {
        var space = Space(request);
        (found, problem) = TooFew(space) is { } few ? (null, few)
            : request.Graph is not null ? new GraphSolver(space).Solve()
            : Solved(space);
        return found is not null;
    }

    /// <summary>What cuts of one's own cost: the first layer of each stage but the first.</summary>
    /// <exception cref="ArgumentException">The request is no question, or the cuts are not ascending places between layers, one fewer
    /// than stages.</exception>
    public static Partition Evaluate(PartitionRequest request, IReadOnlyList<int> cuts)
    {
        if (cuts is null) throw new ArgumentNullException(nameof(cuts));
        var space = Space(request);
        var ascending = cuts.Concat([space.Layers]).Zip(new[] { 0 }.Concat(cuts), (next, one) => next > one).All(more => more);
        if (cuts.Count != space.Stages - 1 || !ascending)
            throw new ArgumentException(
                $"Cuts [{string.Join(", ", cuts)}]: {space.Stages} stages of {space.Layers} layers have {space.Stages - 1} cuts "
                + $"between 1 and {space.Layers - 1}, ascending.",
                nameof(cuts));
        return Evaluated(space, Enumerable.Range(0, space.Layers).Select(layer => cuts.Count(cut => cut <= layer)).ToArray());
    }

    /// <summary>What an assignment of one's own costs: for each layer its stage.</summary>
    /// <exception cref="ArgumentException">The request is no question, a stage has no layer, or a value flows to an earlier
    /// stage.</exception>
    public static Partition EvaluateStages(PartitionRequest request, IReadOnlyList<int> stageOf)
    {
        if (stageOf is null) throw new ArgumentNullException(nameof(stageOf));
        var space = Space(request);
        if (stageOf.Count != space.Layers)
            throw new ArgumentException($"{stageOf.Count} stages for {space.Layers} layers.", nameof(stageOf));
        for (var stage = 0; stage < space.Stages; stage++)
            if (!stageOf.Contains(stage)) throw new ArgumentException($"Stage {stage} of {space.Stages} has no layer.", nameof(stageOf));
        for (var layer = 0; layer < space.Layers; layer++)
        {
            if (stageOf[layer] < 0 || stageOf[layer] >= space.Stages)
                throw new ArgumentException(
                    $"Layer {layer} is in stage {stageOf[layer]}; there are {space.Stages}, counted from 0.",
                    nameof(stageOf));
            var sources = request.Graph?.SourcesOf(layer) ?? (layer == 0 ? [] : [layer - 1]);
            foreach (var source in sources)
                if (stageOf[source] > stageOf[layer])
                    throw new ArgumentException(
                        $"Layer {layer} in stage {stageOf[layer]} reads from layer {source} in the later stage {stageOf[source]}.",
                        nameof(stageOf));
        }
        return Evaluated(space, [.. stageOf]);
    }

    private static Partition Evaluated(PartitionSpace space, int[] stageOf) => new(space, stageOf, space.LowerBound());

    private static PartitionSpace Space(PartitionRequest request)
    {
        if (request is null) throw new ArgumentNullException(nameof(request));
        request.Check();
        return new(request);
    }

    private static PartitionProblem? TooFew(PartitionSpace space)
    {
        if (space.Layers < space.Stages) return PartitionProblem.FewLayers(space.Layers, space.Stages);
        if (space.Request.Graph is not null) return null;
        var cuts = space.Request.Layers.Take(space.Layers - 1).Count(layer => !double.IsPositiveInfinity(layer.CutBytes));
        return cuts < space.Stages - 1 ? PartitionProblem.FewCuts(cuts, space.Stages) : null;
    }

    private static (Partition?, PartitionProblem?) Solved(PartitionSpace space)
    {
        var chain = ChainSpace.Of(space);
        var (cuts, bound, proven) = ChainCuts.Of(chain);
        if (cuts is not null) return (new(space, chain.StageOf(cuts), bound), null);
        return (null, PartitionProblem.Lacking(new(space, chain.StageOf(ChainCuts.Nearest(chain)), space.LowerBound()), proven));
    }
}
