namespace StageGen.Scheduling;

/// <summary>How a dispatcher chooses.</summary>
/// <param name="Rank">
/// For each type and each microbatch (type × microbatches + n) its rank among forwards and input gradients; the lowest that is
/// ready goes first.
/// </param>
/// <param name="Capacity">For each device what it may hold, at most its limit.</param>
/// <param name="Patience">
/// Weight gradients fill gaps: one is run where nothing else is ready and the next thing known to arrive is at least this share
/// of its time away. 0 runs them whenever nothing else can, 1 only where they fit.
/// </param>
/// <param name="Whole">Whether backwards are run whole.</param>
internal sealed record DispatchRule(double[] Rank, double[] Capacity, double Patience, bool Whole = false);

/// <summary>
/// Builds a plan by playing it: time goes on, and each device that becomes free takes the action of lowest rank among those that
/// are ready and fit its memory. A forward is only let in where the oldest microbatch on its way can still be finished, so that
/// no memory limit leads into a dead end (the banker's rule).
/// </summary>
internal sealed class Dispatcher
{
    private readonly SearchSpace space;
    private readonly DispatchRule rule;
    private readonly double[] activationAt;
    private readonly double[] gradientAt;
    private readonly double[] linkFree;
    private readonly double[] free;
    private readonly double[] wake;
    private readonly double[] held;
    private readonly int[] forwards;
    private readonly int[] gradients;
    private readonly int[] weights;
    private readonly List<int>[] plan;

    private Dispatcher(SearchSpace space, DispatchRule rule)
    {
        this.space = space;
        this.rule = rule;
        var size = space.Stages * space.Microbatches;
        activationAt = Enumerable.Repeat(double.PositiveInfinity, size).ToArray();
        gradientAt = Enumerable.Repeat(double.PositiveInfinity, size).ToArray();
        Array.Clear(activationAt, 0, space.Microbatches);
        Array.Clear(gradientAt, (space.Stages - 1) * space.Microbatches, space.Microbatches);
        linkFree = new double[space.Devices * space.Devices];
        free = new double[space.Devices];
        wake = new double[space.Devices];
        held = new double[space.Devices];
        forwards = new int[space.Stages];
        gradients = new int[space.Stages];
        weights = new int[space.Stages];
        plan = Enumerable.Range(0, space.Devices).Select(_ => new List<int>()).ToArray();
    }

    /// <summary>The sequences of the plan; null where the memory does not suffice even for one microbatch at a time.</summary>
    public static int[][]? Run(SearchSpace space, DispatchRule rule)
    {
        var dispatcher = new Dispatcher(space, rule);
        return dispatcher.Play() ? dispatcher.plan.Select(list => list.ToArray()).ToArray() : null;
    }

    private bool Play()
    {
        while (true)
        {
            var device = 0;
            for (var other = 1; other < space.Devices; other++)
                if (wake[other] < wake[device]) device = other;
            if (double.IsPositiveInfinity(wake[device])) break;
            Decide(device, wake[device]);
        }
        return weights.All(count => count == space.Microbatches);
    }

    private void Decide(int device, double now)
    {
        var best = -1;
        var bestRank = double.PositiveInfinity;
        var nextArrival = double.PositiveInfinity;
        var weight = -1;
        var oldestWeight = int.MaxValue;
        var shortOfMemory = false;
        foreach (var stage in space.StagesOf[device])
        {
            var pending = gradients[stage] - weights[stage];
            if (pending > 0 && weights[stage] < oldestWeight) (oldestWeight, weight) = (weights[stage], stage);
            if (gradients[stage] < forwards[stage])
            {
                var at = gradientAt[stage * space.Microbatches + gradients[stage]];
                Consider(SearchSpace.Type(stage, ActionKind.InputGradient), gradients[stage], at);
            }
            if (forwards[stage] == space.Microbatches) continue;
            var arrival = activationAt[stage * space.Microbatches + forwards[stage]];
            if (Admits(device, stage)) Consider(SearchSpace.Type(stage, ActionKind.Forward), forwards[stage], arrival);
            else shortOfMemory |= arrival <= now;
        }
        if (best < 0 && weight >= 0)
        {
            var type = SearchSpace.Type(weight, ActionKind.WeightGradient);
            if (shortOfMemory || nextArrival - now >= rule.Patience * space.Time[type] - 1e-12) best = type;
        }
        if (best >= 0) Take(device, best, now);
        else wake[device] = nextArrival;

        void Consider(int type, int index, double at)
        {
            if (at > now)
            {
                nextArrival = Math.Min(nextArrival, at);
                return;
            }
            var rank = rule.Rank[type * space.Microbatches + index];
            if (rank < bestRank) (bestRank, best) = (rank, type);
        }
    }

    private bool Admits(int device, int stage)
    {
        var room = rule.Capacity[device] - held[device] - space.Held[stage];
        if (room < 0) return false;
        var oldest = gradients[0];
        var missing = 0.0;
        if (forwards[stage] != oldest)
            foreach (var other in space.StagesOf[device])
                if (forwards[other] <= oldest) missing += space.Held[other];
        return room >= missing;
    }

    private void Take(int device, int type, double now)
    {
        var stage = type / SearchSpace.Kinds;
        var kind = SearchSpace.KindOf(type);
        var whole = kind == ActionKind.InputGradient && rule.Whole && gradients[stage] == weights[stage];
        if (whole) (kind, type) = (ActionKind.Backward, SearchSpace.Type(stage, ActionKind.Backward));
        plan[device].Add(type);
        held[device] += space.Weight(type);
        var end = free[device] = wake[device] = now + space.Time[type];
        switch (kind)
        {
            case ActionKind.Forward:
                var next = forwards[stage]++ + (stage + 1) * space.Microbatches;
                if (stage < space.Stages - 1) Send(device, stage + 1, end, space.ForwardTransfer[stage], activationAt, next);
                break;
            case ActionKind.WeightGradient:
                weights[stage]++;
                break;
            default:
                var before = gradients[stage]++ + (stage - 1) * space.Microbatches;
                if (whole) weights[stage]++;
                if (stage > 0) Send(device, stage - 1, end, space.BackwardTransfer[stage - 1], gradientAt, before);
                // The banker's rule looks at the oldest microbatch: when it is through, others may be let in.
                else for (var other = 0; other < space.Devices; other++) wake[other] = Math.Min(wake[other], Math.Max(free[other], now));
                break;
        }
    }

    private void Send(int device, int stage, double from, double cost, double[] arrivals, int key)
    {
        var reader = space.DeviceOf[stage];
        var arrival = from;
        if (reader != device && cost > 0)
        {
            var link = device * space.Devices + reader;
            arrival = linkFree[link] = Math.Max(from, linkFree[link]) + cost;
            if (!space.Costs.TransfersOverlap) free[device] = wake[device] = arrival;
        }
        arrivals[key] = arrival;
        wake[reader] = Math.Min(wake[reader], Math.Max(free[reader], Math.Max(arrival, from)));
    }
}
