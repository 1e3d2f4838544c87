namespace StageGen.Scheduling;

/// <summary>What <see cref="Partitioner"/> is asked: which layers, over which devices, under which schedule.</summary>
/// <param name="Layers">The layers, in the order of <c>forward</c>.</param>
/// <param name="Devices">The devices, in the order in which they get stages; at least 1.</param>
/// <param name="Microbatches">How many microbatches a step has, at least 1.</param>
public sealed record PartitionRequest(IReadOnlyList<PartitionLayer> Layers, IReadOnlyList<PartitionDevice> Devices, int Microbatches)
{
    /// <summary>
    /// The schedule, which says how many microbatches a stage holds: device d of p at most min(m, p − d) under 1F1B, all m under GPipe,
    /// none
    /// where there is no backward, and else what its own plan holds. <see cref="PipelineSchedule.Auto"/> can do with what 1F1B holds.
    /// </summary>
    public PipelineSchedule Schedule { get; init; } = PipelineSchedule.OneForwardOneBackward;

    /// <summary>How many stages a device gets; null for as few as the schedule can do with.</summary>
    public int? StagesPerDevice { get; init; }

    /// <summary>
    /// A plan of one's own, whose map and held microbatches count instead of those of <see cref="Schedule"/>; null for none.
    /// </summary>
    public Schedule? Plan { get; init; }

    /// <summary>Which layer reads from which; a chain with the layers' <see cref="PartitionLayer.CutBytes"/> where null.</summary>
    public LayerGraph? Graph { get; init; }

    /// <summary>Time of handing over nothing from one device to another: a hand-over takes this and bytes ÷ bandwidth.</summary>
    public double TransferLatency { get; init; }

    /// <summary>Bytes that go from one device to another in a unit of time.</summary>
    public double TransferBandwidth { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Whether a device goes on computing while it sends, so that a step is as slow as its slowest device or link; else (the default)
    /// what a device sends adds to its time. Under 1F1B a stage waits for the way there and back even where transfers overlap.
    /// </summary>
    public bool TransfersOverlap { get; init; }

    /// <summary>
    /// Bytes of optimizer state for each byte of weights: 2 for Adam, which keeps two moments; 0 for SGD without momentum.
    /// </summary>
    public double OptimizerFactor { get; init; } = 2;

    /// <summary>
    /// How long to search where devices have several stages or layers are no chain, in stages placed: the default takes some tens of
    /// milliseconds. The answer depends on nothing else. A chain with one stage a device is solved exactly, whatever this says.
    /// </summary>
    public int Effort { get; init; } = 150_000;

    /// <summary>Which device has which stage.</summary>
    internal StageMap Map => Plan?.Map ?? (Schedule == PipelineSchedule.Auto
        ? StageMap.Loop(Devices.Count, StagesPerDevice ?? 1)
        : Schedules.MapOf(Schedule, Devices.Count, StagesPerDevice));

    /// <summary>Refuses what is no question.</summary>
    internal void Check()
    {
        if (Layers is null) throw new ArgumentNullException(nameof(Layers));
        if (Devices is null) throw new ArgumentNullException(nameof(Devices));
        if (Devices.Count < 1) throw new ArgumentException("A pipeline needs at least one device.", nameof(Devices));
        if (Layers.Count < 1) throw new ArgumentException("There is no layer to cut.", nameof(Layers));
        if (Microbatches < 1)
            throw new ArgumentOutOfRangeException(nameof(Microbatches), Microbatches, "A step needs at least one microbatch.");
        if (Plan is { } plan && plan.Devices != Devices.Count)
            throw new ArgumentException(
                $"The plan '{plan.Name}' is for {plan.Devices} device(s); {Devices.Count} are given.",
                nameof(Plan));
        if (Plan is { } other && other.Microbatches != Microbatches)
            throw new ArgumentException(
                $"The plan '{other.Name}' is of {other.Microbatches} microbatch(es); {Microbatches} are given.",
                nameof(Plan));
        if (Graph is { } graph && graph.Layers != Layers.Count)
            throw new ArgumentException($"The graph is of {graph.Layers} layer(s); {Layers.Count} are given.", nameof(Graph));
        foreach (var layer in Layers)
        {
            Size(layer.Forward, "Forward", layer.Name);
            Size(layer.InputGradient, "InputGradient", layer.Name);
            Size(layer.WeightGradient, "WeightGradient", layer.Name);
            Size(layer.ParameterBytes, "ParameterBytes", layer.Name);
            Size(layer.ActivationBytes, "ActivationBytes", layer.Name);
            if (!(layer.CutBytes >= 0)) Size(layer.CutBytes, "CutBytes", layer.Name);
        }
        foreach (var device in Devices)
        {
            if (!(device.Speed > 0) || double.IsInfinity(device.Speed))
                throw new ArgumentException(
                    $"A device's speed is {Invariant.Number(device.Speed)}; it is finite and greater than 0.",
                    nameof(Devices));
            if (!(device.MemoryBytes > 0))
                throw new ArgumentException(
                    $"A device's memory is {Invariant.Number(device.MemoryBytes)} bytes; it is greater than 0.",
                    nameof(Devices));
        }
        Size(TransferLatency, "TransferLatency", null);
        Size(OptimizerFactor, "OptimizerFactor", null);
        if (!(TransferBandwidth > 0))
            throw new ArgumentException(
                $"TransferBandwidth is {Invariant.Number(TransferBandwidth)}; it is greater than 0.",
                nameof(TransferBandwidth));
    }

    private static void Size(double value, string what, string? layer)
    {
        if (value >= 0 && !double.IsInfinity(value)) return;
        throw new ArgumentException(
            $"{what}{(layer is null ? "" : $" of the layer '{layer}'")} is {Invariant.Number(value)}; costs are finite and not negative.",
            what);
    }
}
