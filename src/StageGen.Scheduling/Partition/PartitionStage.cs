namespace StageGen.Scheduling;

/// <summary>A stage of a <see cref="Partition"/>.</summary>
public sealed class PartitionStage
{
    internal PartitionStage(PartitionSpace space, PartitionLoads loads, IReadOnlyList<int> stageOf, int stage)
    {
        (Stage, Device) = (stage, space.DeviceOf[stage]);
        Layers = Enumerable.Range(0, space.Layers).Where(layer => stageOf[layer] == stage).ToArray();
        Time = loads.Compute[stage];
        var all = loads.Compute.Sum();
        Share = all > 0 ? Time / all : 0;
        SendTime = loads.SendTime[stage];
        ParameterBytes = Layers.Sum(layer => space.Request.Layers[layer].ParameterBytes);
        ActivationBytes = Layers.Sum(layer => space.Request.Layers[layer].ActivationBytes);
        BytesOut = loads.Messages.Where(message => message.From == stage && loads.Crosses(message)).Sum(message => message.Bytes);
    }

    /// <summary>Its number, from 0.</summary>
    public int Stage { get; }

    /// <summary>Its device.</summary>
    public int Device { get; }

    /// <summary>Its layers, ascending.</summary>
    public IReadOnlyList<int> Layers { get; }

    /// <summary>Time of its forward and backward for one microbatch on its device.</summary>
    public double Time { get; }

    /// <summary>Its part of the time of all stages.</summary>
    public double Share { get; }

    /// <summary>Time of what it sends to other devices for one microbatch: activations forward, gradients back.</summary>
    public double SendTime { get; }

    /// <summary>Bytes of its weights.</summary>
    public double ParameterBytes { get; }

    /// <summary>Bytes it keeps of one microbatch from its forward to its backward.</summary>
    public double ActivationBytes { get; }

    /// <summary>Bytes it sends forward to other devices for one microbatch.</summary>
    public double BytesOut { get; }
}

/// <summary>A device of a <see cref="Partition"/>.</summary>
public sealed class PartitionedDevice
{
    internal PartitionedDevice(PartitionSpace space, PartitionLoads loads, int device)
    {
        Device = device;
        Time = loads.Device[device];
        Stages = space.Map.StagesOf(device);
        WeightBytes = Stages.Sum(stage => loads.ParameterBytes[stage]);
        if (space.Trains) (GradientBytes, OptimizerBytes) = (WeightBytes, WeightBytes * space.Request.OptimizerFactor);
        HeldMicrobatches = space.Held.AtPeak(device, loads.Activations[device]);
        ActivationBytes = space.Held.Peak(device, loads.Activations[device]);
        MemoryBytes = space.Request.Devices[device].MemoryBytes;
        MissingBytes = loads.Peak[device] <= space.Capacity[device] ? 0 : loads.Peak[device] - MemoryBytes;
    }

    /// <summary>Its number, from 0.</summary>
    public int Device { get; }

    /// <summary>Its stages, ascending.</summary>
    public IReadOnlyList<int> Stages { get; }

    /// <summary>Its time for one microbatch: of its stages and, where transfers do not overlap, of what it sends.</summary>
    public double Time { get; }

    /// <summary>Bytes of its weights.</summary>
    public double WeightBytes { get; }

    /// <summary>Bytes of its gradients: as many, where there is a backward.</summary>
    public double GradientBytes { get; }

    /// <summary>
    /// Bytes of its optimizer's state: weights × <see cref="PartitionRequest.OptimizerFactor"/>, where there is a backward.
    /// </summary>
    public double OptimizerBytes { get; }

    /// <summary>The most bytes of activations it holds at once.</summary>
    public double ActivationBytes { get; }

    /// <summary>For each of its stages, in order, how many microbatches it holds when it holds most.</summary>
    public IReadOnlyList<int> HeldMicrobatches { get; }

    /// <summary>All it holds at most: weights, gradients, optimizer state and activations.</summary>
    public double PeakBytes => WeightBytes + GradientBytes + OptimizerBytes + ActivationBytes;

    /// <summary>What it may hold.</summary>
    public double MemoryBytes { get; }

    /// <summary>What it lacks; 0 where it has enough.</summary>
    public double MissingBytes { get; }
}
