namespace StageGen.Scheduling;

/// <summary>What one stage of a chain costs, the only one of its device.</summary>
/// <param name="Time">Time of its layers and, where transfers do not overlap, of what it sends.</param>
/// <param name="Limit">The longest of its time and of the times of its links.</param>
internal readonly record struct StageCost(double Time, double Limit)
{
    /// <summary>The cost of a stage with the layers from <paramref name="begin"/> to before <paramref name="end"/>.</summary>
    public static StageCost Of(ChainSpace chain, int stage, int begin, int end)
    {
        var space = chain.Space;
        var compute = (chain.Work[end] - chain.Work[begin]) / space.Speed[space.DeviceOf[stage]];
        var (back, forth) = (space.Trains ? chain.Inbound(stage, begin) : 0, chain.Inbound(stage + 1, end));
        return space.Request.TransfersOverlap
            ? new(compute, Math.Max(compute, Math.Max(chain.Inbound(stage, begin), forth)))
            : new(compute + back + forth, compute + back + forth);
    }
}
