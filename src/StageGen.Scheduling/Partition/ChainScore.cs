namespace StageGen.Scheduling;

/// <summary>Scores cuts of a chain, whatever number of stages its devices have, without allocating.</summary>
internal sealed class ChainScore
{
    private readonly ChainSpace chain;
    private readonly PartitionSpace space;
    private readonly double[] time;
    private readonly double[] lasting;
    private readonly double[] links;
    private readonly int[] forward;
    private readonly int[] back;
    private readonly double[][] activations;

    public ChainScore(ChainSpace chain)
    {
        this.chain = chain;
        space = chain.Space;
        time = new double[space.Devices];
        lasting = new double[space.Devices];
        (forward, back) = (new int[space.Stages], new int[space.Stages]);
        var pairs = new Dictionary<(int, int), int>();
        for (var stage = 1; stage < space.Stages; stage++)
        {
            forward[stage] = Number(space.DeviceOf[stage - 1], space.DeviceOf[stage]);
            back[stage] = Number(space.DeviceOf[stage], space.DeviceOf[stage - 1]);
        }
        links = new double[pairs.Count];
        activations = Enumerable.Range(0, space.Devices).Select(device => new double[space.Map.StagesOf(device).Count]).ToArray();

        int Number(int from, int to)
        {
            if (!pairs.TryGetValue((from, to), out var number)) pairs[(from, to)] = number = pairs.Count;
            return number;
        }
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
        return new(Missing(), Math.Max(Largest(time), Largest(links)), bytes, squares);
    }

    private void Link(int stage, int cut)
    {
        links[forward[stage]] += chain.CutTime[cut];
        if (space.Trains) links[back[stage]] += chain.CutTime[cut];
    }

    private static double Largest(double[] times)
    {
        var largest = 0.0;
        foreach (var one in times) largest = Math.Max(largest, one);
        return largest;
    }

    private double Missing()
    {
        var missing = 0.0;
        for (var device = 0; device < space.Devices; device++)
            missing = Math.Max(missing, lasting[device] + space.Held.Peak(device, activations[device]) - space.Capacity[device]);
        return missing;
    }
}
