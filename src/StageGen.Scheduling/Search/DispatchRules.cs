namespace StageGen.Scheduling;

/// <summary>The rules the search plays: what goes first, how much may be on its way, how eagerly gaps are filled.</summary>
internal static class DispatchRules
{
    private static readonly double[] CapacityShares = [1.0 / 3, 0.5, 0.75, 1, 1.5, 2, double.PositiveInfinity];
    private static readonly double[] Patiences = [0, 0.5, 1];

    /// <summary>All rules, the most promising orders first. Rules that say the same come once.</summary>
    public static IEnumerable<DispatchRule> For(SearchSpace space)
    {
        var orders = new[]
        {
            Steady(space), GradientsFirst(space, depthFirst: true), GradientsFirst(space, depthFirst: false), ForwardsFirst(space)
        };
        foreach (var capacity in Capacities(space))
        {
            foreach (var rank in orders)
            {
                foreach (var patience in Patiences) yield return new(rank, capacity, patience);
                if (space.WholeIsCheaper.Any(cheaper => cheaper)) yield return new(rank, capacity, 0, Whole: true);
            }
        }
    }

    /// <summary>The limit of each device, or fewer: as shares of what 1F1B holds on its first device.</summary>
    private static IEnumerable<double[]> Capacities(SearchSpace space)
    {
        double[]? before = null;
        foreach (var share in CapacityShares.Reverse())
        {
            var capacity = Enumerable.Range(0, space.Devices).Select(device =>
            {
                var microbatch = space.StagesOf[device].Sum(stage => space.Held[stage]);
                return Math.Min(space.Capacity[device], Math.Max(1, Math.Ceiling(share * space.Devices)) * microbatch * (1 + 1e-9));
            }).ToArray();
            if (before is not null && before.SequenceEqual(capacity)) continue;
            before = capacity;
            yield return capacity;
        }
    }

    /// <summary>
    /// The order of an endless pipeline: every microbatch a period after the one before, each action when its inputs are there.
    /// </summary>
    private static double[] Steady(SearchSpace space)
    {
        var period = space.StagesOf.Max(stages => stages.Sum(stage =>
            space.Time[SearchSpace.Type(stage, ActionKind.Forward)] + Bounds.Whole(space, stage)));
        var offset = new double[space.Stages * SearchSpace.Kinds];
        var time = 0.0;
        for (var stage = 0; stage < space.Stages; stage++)
        {
            if (stage > 0) time += Bounds.Border(space, stage - 1, space.ForwardTransfer);
            offset[SearchSpace.Type(stage, ActionKind.Forward)] = time;
            time += space.Time[SearchSpace.Type(stage, ActionKind.Forward)];
        }
        for (var stage = space.Stages - 1; stage >= 0; stage--)
        {
            if (stage < space.Stages - 1) time += Bounds.Border(space, stage, space.BackwardTransfer);
            offset[SearchSpace.Type(stage, ActionKind.InputGradient)] = time;
            time += space.Time[SearchSpace.Type(stage, ActionKind.InputGradient)];
        }
        return Rank(space, (type, microbatch) => offset[type] + microbatch * period);
    }

    private static double[] GradientsFirst(SearchSpace space, bool depthFirst) => Rank(space, (type, microbatch) =>
        SearchSpace.KindOf(type) == ActionKind.InputGradient
            ? microbatch - 1e9 + type * 1e-3
            : depthFirst ? microbatch - type : microbatch + (double)type * space.Microbatches);

    private static double[] ForwardsFirst(SearchSpace space) => Rank(space, (type, microbatch) =>
        SearchSpace.KindOf(type) == ActionKind.Forward ? microbatch - type - 1e9 : microbatch + type * 1e-3);

    private static double[] Rank(SearchSpace space, Func<int, int, double> rank)
    {
        var ranks = new double[space.Stages * SearchSpace.Kinds * space.Microbatches];
        for (var type = 0; type < space.Stages * SearchSpace.Kinds; type++)
            for (var microbatch = 0; microbatch < space.Microbatches; microbatch++)
                ranks[type * space.Microbatches + microbatch] = rank(type, microbatch);
        return ranks;
    }
}
