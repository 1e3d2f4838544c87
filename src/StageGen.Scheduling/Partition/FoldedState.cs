namespace StageGen.Scheduling;

/// <summary>What devices and links have to do for the stages placed so far, of a chain whose devices have several.</summary>
internal sealed class FoldedState
{
    private readonly ChainSpace chain;
    private readonly PartitionSpace space;
    private readonly bool overlap;
    private readonly bool limitsMemory;
    private readonly double[] time;
    private readonly double[] lasting;
    private readonly double[][] activations;
    private readonly double[] links;
    private readonly int[] forward;
    private readonly int[] back;
    private readonly bool[][] returns;

    public FoldedState(ChainSpace chain)
    {
        this.chain = chain;
        space = chain.Space;
        overlap = space.Request.TransfersOverlap;
        limitsMemory = space.Capacity.Any(capacity => !double.IsPositiveInfinity(capacity));
        time = new double[space.Devices];
        lasting = new double[space.Devices];
        activations = Enumerable.Range(0, space.Devices).Select(device => new double[space.Map.StagesOf(device).Count]).ToArray();
        var pairs = new List<(int, int)>();
        (forward, back) = (new int[chain.Stages], new int[chain.Stages]);
        for (var stage = 1; stage < chain.Stages; stage++)
        {
            forward[stage] = Number(space.DeviceOf[stage - 1], space.DeviceOf[stage]);
            back[stage] = Number(space.DeviceOf[stage], space.DeviceOf[stage - 1]);
        }
        links = new double[pairs.Count];
        returns = Enumerable.Range(0, chain.Stages + 1)
            .Select(stage => Enumerable.Range(0, space.Devices).Select(device => space.DeviceOf.Skip(stage).Contains(device)).ToArray())
            .ToArray();

        int Number(int from, int to)
        {
            if (!pairs.Contains((from, to))) pairs.Add((from, to));
            return pairs.IndexOf((from, to));
        }
    }

    /// <summary>A stage that was placed, with what was there before it.</summary>
    public readonly record struct Placed(int Stage, double StageTime, double Time, double Lasting, double Forward, double Back);

    /// <summary>How much work a device has time for within the limit.</summary>
    public double Room(int stage, double limit) => (limit - time[space.DeviceOf[stage]]) * space.Speed[space.DeviceOf[stage]] * (1 + 1e-12);

    public Placed Add(int stage, int begin, int end)
    {
        var device = space.DeviceOf[stage];
        var crosses = overlap && chain.Crosses[stage];
        var cost = StageCost.Of(chain, stage, begin, end);
        var (there, thence) = crosses ? (links[forward[stage]], links[back[stage]]) : (0, 0);
        var before = new Placed(stage, cost.Time, time[device], lasting[device], there, thence);
        time[device] += cost.Time;
        lasting[device] += chain.Lasting[end] - chain.Lasting[begin];
        activations[device][space.ChunkOf[stage]] = chain.Activation[end] - chain.Activation[begin];
        if (!crosses) return before;
        links[forward[stage]] += chain.CutTime[begin];
        if (space.Trains) links[back[stage]] += chain.CutTime[begin];
        return before;
    }

    public void Undo(Placed placed)
    {
        var device = space.DeviceOf[placed.Stage];
        (time[device], lasting[device]) = (placed.Time, placed.Lasting);
        activations[device][space.ChunkOf[placed.Stage]] = 0;
        if (!overlap || !chain.Crosses[placed.Stage]) return;
        links[back[placed.Stage]] = placed.Back;
        links[forward[placed.Stage]] = placed.Forward;
    }

    /// <summary>Whether the device of a stage just placed and its links keep to the limit, and the device to its memory.</summary>
    public bool Fits(int stage, double limit)
    {
        var device = space.DeviceOf[stage];
        if (time[device] > limit) return false;
        if (overlap && chain.Crosses[stage] && Math.Max(links[forward[stage]], links[back[stage]]) > limit) return false;
        return !limitsMemory || lasting[device] + space.Held.Peak(device, activations[device]) <= space.Capacity[device];
    }

    /// <summary>Whether the devices of the stages still to come have time for the work that is left.</summary>
    public bool CanEnd(int stage, int place, double limit)
    {
        var room = 0.0;
        for (var device = 0; device < space.Devices; device++)
            if (returns[stage][device]) room += Math.Max(0, limit - time[device]) * space.Speed[device];
        return chain.Work[chain.Layers] - chain.Work[place] <= room * (1 + 1e-12);
    }

    /// <summary>
    /// All that the stages still to come add to: where none of it is less than in another state, what fails there fails here.
    /// </summary>
    public double[] Snapshot(int stage)
    {
        var snapshot = new List<double>();
        for (var device = 0; device < space.Devices; device++)
        {
            if (!returns[stage][device]) continue;
            snapshot.Add(time[device]);
            if (!limitsMemory) continue;
            snapshot.Add(lasting[device]);
            snapshot.AddRange(activations[device]);
        }
        snapshot.AddRange(links);
        return [.. snapshot];
    }
}
