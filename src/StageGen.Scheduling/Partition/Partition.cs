namespace StageGen.Scheduling;

/// <summary>A model cut in stages, and what that asks of each device: what <see cref="Partitioner"/> found, or looked at.</summary>
/// <remarks>
/// Times are in the unit of the layers' times, for one microbatch. A device's time is the sum over its stages of (forward + input
/// gradient +
/// weight gradient) ÷ speed, and where transfers do not overlap, of what it sends: latency + bytes ÷ bandwidth for the activations of
/// each of its stages that go to another device, and as much for the gradients that go back. A step of m microbatches takes at least m
/// bottlenecks.
/// </remarks>
public sealed class Partition
{
    internal Partition(PartitionSpace space, IReadOnlyList<int> stageOf, double lowerBound)
    {
        Request = space.Request;
        StageOf = stageOf;
        Map = space.Map;
        var loads = new PartitionLoads(space, stageOf);
        Bottleneck = loads.Score.Bottleneck;
        BoundaryBytes = loads.Score.Bytes;
        Fits = loads.Score.Missing <= 0;
        LowerBound = Math.Min(lowerBound, Bottleneck);
        Stages = Enumerable.Range(0, space.Stages).Select(stage => new PartitionStage(space, loads, stageOf, stage)).ToArray();
        Devices = Enumerable.Range(0, space.Devices).Select(device => new PartitionedDevice(space, loads, device)).ToArray();
        Graph = StageGraph.Of(Enumerable.Range(0, space.Stages)
            .Select(stage => loads.Messages.Where(message => message.To == stage).Select(message => message.From)));
        Costs = CostsOf(space, loads);
    }

    /// <summary>What was asked.</summary>
    public PartitionRequest Request { get; }

    /// <summary>Which device has which stage.</summary>
    public StageMap Map { get; }

    /// <summary>For each layer its stage.</summary>
    public IReadOnlyList<int> StageOf { get; }

    /// <summary>
    /// The first layer of each stage but the first: in a chain the cuts. Null where some stage has layers between which others lie.
    /// </summary>
    public IReadOnlyList<int>? Cuts => StageOf.Zip(StageOf.Skip(1), (one, next) => next - one).All(step => step is 0 or 1)
        ? Enumerable.Range(1, StageOf.Count - 1).Where(layer => StageOf[layer] != StageOf[layer - 1]).ToArray()
        : null;

    /// <summary>What each stage has and costs.</summary>
    public IReadOnlyList<PartitionStage> Stages { get; }

    /// <summary>What each device does and holds.</summary>
    public IReadOnlyList<PartitionedDevice> Devices { get; }

    /// <summary>Which stage reads from which.</summary>
    public StageGraph Graph { get; }

    /// <summary>The time of the slowest device (or, where transfers overlap, link) for one microbatch.</summary>
    public double Bottleneck { get; }

    /// <summary>Bytes that cross between devices forward for one microbatch; as many gradients come back.</summary>
    public double BoundaryBytes { get; }

    /// <summary>No partition of the request has a smaller bottleneck than this.</summary>
    public double LowerBound { get; }

    /// <summary>
    /// Whether the bottleneck is proven to be the least. Always so for what is solved of a chain with one stage a device.
    /// </summary>
    public bool IsOptimal => Bottleneck <= LowerBound * (1 + 1e-9);

    /// <summary>Whether every device has the memory it needs.</summary>
    public bool Fits { get; }

    /// <summary>The costs of the stages on their devices, to simulate a plan with.</summary>
    public ScheduleCosts Costs { get; }

    /// <summary>The stages with their first and last layers, for people.</summary>
    public override string ToString() => string.Join(" | ", Stages.Select(stage => LayerNames.Of(Request, stage.Layers)));

    private static ScheduleCosts CostsOf(PartitionSpace space, PartitionLoads loads)
    {
        var stages = space.Stages;
        // A border's time is that of one hand-over; where what goes to several stages differs, that of the largest.
        var times = Enumerable.Range(0, Math.Max(0, stages - 1)).Select(_ => 0.0).ToArray();
        var gradients = (double[])times.Clone();
        foreach (var message in loads.Messages.Where(loads.Crosses))
        {
            var time = space.TransferTime(message.Bytes);
            times[message.From] = Math.Max(times[message.From], time);
            if (space.Trains) gradients[message.To - 1] = Math.Max(gradients[message.To - 1], time);
        }
        return new(loads.Forward, loads.InputGradient, loads.WeightGradient)
        {
            ForwardTransfer = times,
            BackwardTransfer = gradients,
            TransfersOverlap = space.Request.TransfersOverlap,
            ActivationBytes = Enumerable.Range(0, stages)
                .Select(stage => loads.Activations[space.DeviceOf[stage]][space.ChunkOf[stage]]).ToArray(),
        };
    }
}
