namespace StageGen.Scheduling;

/// <summary>A request in arrays: what the solvers need to know of layers, devices and hand-overs.</summary>
internal sealed class PartitionSpace
{
    private const double Rounding = 1e-12;

    public PartitionSpace(PartitionRequest request)
    {
        Request = request;
        Map = request.Map;
        Held = HeldMicrobatches.Of(request);
        (Layers, Stages, Devices) = (request.Layers.Count, Map.Stages, Map.Devices);
        var trains = request.Plan is { } plan ? !plan.ForwardOnly : request.Schedule != PipelineSchedule.ForwardOnly;
        Trains = trains;
        Work = request.Layers.Select(layer => layer.Forward + (trains ? layer.InputGradient + layer.WeightGradient : 0)).ToArray();
        LastingFactor = trains ? 2 + request.OptimizerFactor : 1;
        Lasting = request.Layers.Select(layer => layer.ParameterBytes * LastingFactor).ToArray();
        Activation = request.Layers.Select(layer => layer.ActivationBytes).ToArray();
        DeviceOf = Enumerable.Range(0, Stages).Select(Map.DeviceOf).ToArray();
        ChunkOf = Enumerable.Range(0, Stages).Select(stage => DeviceOf.Take(stage).Count(device => device == DeviceOf[stage])).ToArray();
        Speed = request.Devices.Select(device => device.Speed).ToArray();
        Capacity = request.Devices.Select(device => device.MemoryBytes * (1 + Rounding)).ToArray();
    }

    public PartitionRequest Request { get; }

    public StageMap Map { get; }

    public HeldMicrobatches Held { get; }

    public int Layers { get; }

    public int Stages { get; }

    public int Devices { get; }

    /// <summary>Whether there is a backward; else gradients are neither kept nor sent.</summary>
    public bool Trains { get; }

    /// <summary>For each layer the time of all it does for a microbatch, at speed 1.</summary>
    public double[] Work { get; }

    /// <summary>Bytes held throughout for each byte of weights: themselves, their gradients, the optimizer's state.</summary>
    public double LastingFactor { get; }

    /// <summary>For each layer the bytes held throughout.</summary>
    public double[] Lasting { get; }

    /// <summary>For each layer the bytes held for each microbatch in flight.</summary>
    public double[] Activation { get; }

    public int[] DeviceOf { get; }

    /// <summary>For each stage its number among those of its device.</summary>
    public int[] ChunkOf { get; }

    public double[] Speed { get; }

    /// <summary>For each device what it may hold, and a little for rounding.</summary>
    public double[] Capacity { get; }

    /// <summary>Time of one hand-over between devices.</summary>
    public double TransferTime(double bytes) => Request.TransferLatency
        + (double.IsPositiveInfinity(Request.TransferBandwidth) ? 0 : bytes / Request.TransferBandwidth);

    /// <summary>What to call a device.</summary>
    public string NameOf(int device) => Request.Devices[device].Name is { } name ? $"device {device} ({name})" : $"device {device}";

    /// <summary>
    /// No partition is faster: all work over all speeds, or the longest layer on the fastest device.
    /// </summary>
    public double LowerBound() => Math.Max(Work.Sum() / Speed.Sum(), Work.Max() / Speed.Max());
}
