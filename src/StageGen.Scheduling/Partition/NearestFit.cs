namespace StageGen.Scheduling;

/// <summary>Where no cut of a chain with one stage a device fits the memory: the cut whose worst device lacks least.</summary>
internal static class NearestFit
{
    public static int[] Of(ChainSpace chain)
    {
        var (layers, stages, space) = (chain.Layers, chain.Stages, chain.Space);
        var begin = new int[stages][];
        var lacks = Enumerable.Repeat(double.PositiveInfinity, layers + 1).ToArray();
        lacks[0] = double.NegativeInfinity;
        for (var stage = 0; stage < stages; stage++)
        {
            var device = space.DeviceOf[stage];
            var held = space.Held.Of(device)[0][0];
            var next = Enumerable.Repeat(double.PositiveInfinity, layers + 1).ToArray();
            begin[stage] = new int[layers + 1];
            for (var end = stage + 1; end <= layers - (stages - 1 - stage); end++)
            {
                if (!chain.Allows(end)) continue;
                for (var place = end - 1; place >= stage; place--)
                {
                    var needs = chain.Lasting[end] - chain.Lasting[place] + (chain.Activation[end] - chain.Activation[place]) * held;
                    var worst = Math.Max(lacks[place], needs - space.Capacity[device]);
                    if (worst < next[end]) (next[end], begin[stage][end]) = (worst, place);
                }
            }
            lacks = next;
        }
        var cuts = new int[stages - 1];
        var last = layers;
        for (var stage = stages - 1; stage > 0; stage--) cuts[stage - 1] = last = begin[stage][last];
        return cuts;
    }
}
