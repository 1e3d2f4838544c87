namespace StageGen.Scheduling;

/// <summary>Scores cuts of a chain, whatever number of stages its devices have, without allocating.</summary>
internal sealed class ChainScore
{
    private readonly ChainSpace chain;
    private readonly PartitionSpace space;
    private readonly double[] time;
    private readonly double[] lasting;
    private readonly double[] links;
    private readonly double[][] activations;

    public ChainScore(ChainSpace chain)
    {
        this.chain = chain;
        space = chain.Space;
        time = new double[space.Devices];
        lasting = new double[space.Devices];
        links = new double[space.Devices * space.Devices];
        activations = Enumerable.Range(0, space.Devices).Select(device => new double[space.Map.StagesOf(device).Count]).ToArray();
    }

    public PartitionScore Of(int[] cuts)
    {
        Array.Clear(time, 0, time.Length);
        Array.Clear(lasting, 0, lasting.Length);
        Array.Clear(links, 0, links.Length);
        var (bytes, squares) = (0.0, 0.0);
        for (var stage = 0; stage < chain.Stages; stage++)
        {
            var begin = stage == 0 ? 0 : cuts[stage - 1];
            var end = stage == chain.Stages - 1 ? chain.Layers : cuts[stage];
            if (!chain.Allows(end)) return new(double.PositiveInfinity, double.PositiveInfinity, 0, 0);
            var device = space.DeviceOf[stage];
            var cost = StageCost.Of(chain, stage, begin, end);
            time[device] += cost.Time;
            squares += cost.Time * cost.Time;
            lasting[device] += chain.Lasting[end] - chain.Lasting[begin];
            activations[device][space.ChunkOf[stage]] = chain.Activation[end] - chain.Activation[begin];
            bytes += chain.InboundBytes(stage, begin);
            if (space.Request.TransfersOverlap && chain.Crosses[stage]) Link(stage, begin);
        }
        return new(Missing(), Math.Max(time.Max(), links.Max()), bytes, squares);
    }

    private void Link(int stage, int cut)
    {
        var (from, to) = (space.DeviceOf[stage - 1], space.DeviceOf[stage]);
        links[from * space.Devices + to] += chain.CutTime[cut];
        if (space.Trains) links[to * space.Devices + from] += chain.CutTime[cut];
    }

    private double Missing()
    {
        var missing = 0.0;
        for (var device = 0; device < space.Devices; device++)
            missing = Math.Max(missing, lasting[device] + space.Held.Peak(device, activations[device]) - space.Capacity[device]);
        return missing;
    }
}
