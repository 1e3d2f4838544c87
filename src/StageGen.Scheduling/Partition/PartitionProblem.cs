namespace StageGen.Scheduling;

/// <summary>Why there is no partition.</summary>
public enum PartitionProblemKind
{
    /// <summary>There are fewer layers than stages.</summary>
    TooFewLayers,

    /// <summary>Cuts are forbidden in so many places that too few are left.</summary>
    TooFewCuts,

    /// <summary>Some device lacks memory, however the layers are cut.</summary>
    Memory,
}

/// <summary>Why nothing fits, and what comes nearest.</summary>
public sealed class PartitionProblem
{
    internal PartitionProblem(PartitionProblemKind kind, string message, Partition? nearest = null) =>
        (Kind, Message, Nearest) = (kind, message, nearest);

    /// <summary>What is lacking.</summary>
    public PartitionProblemKind Kind { get; }

    /// <summary>What is lacking, where, how much, and what would help, in words.</summary>
    public string Message { get; }

    /// <summary>Of what lacks memory, the partition whose worst device lacks least; its devices say what each needs. Else null.</summary>
    public Partition? Nearest { get; }

    internal static PartitionProblem FewLayers(int layers, int stages) => new(
        PartitionProblemKind.TooFewLayers,
        $"{layers} layer(s) cannot be cut in {stages} stages: each stage needs one. "
        + "Use fewer devices or fewer stages a device, or layers that are cut finer.");

    internal static PartitionProblem FewCuts(int cuts, int stages) => new(
        PartitionProblemKind.TooFewCuts,
        $"{cuts} place(s) between the layers may be cut, and {stages} stages need {stages - 1}. "
        + "Use fewer devices or fewer stages a device, or allow more cuts.");

    internal static PartitionProblem Lacking(Partition nearest, bool proven)
    {
        var device = nearest.Devices.OrderByDescending(one => one.MissingBytes).First();
        var name = nearest.Request.Devices[device.Device].Name is { } given
            ? $"device {device.Device} ({given})"
            : $"device {device.Device}";
        var layers = device.Stages.SelectMany(stage => nearest.Stages[stage].Layers).OrderBy(layer => layer).ToArray();
        return new(
            PartitionProblemKind.Memory,
            $"No cut of {nearest.StageOf.Count} layers in {nearest.Stages.Count} stage(s) {(proven ? "fits" : "was found that fits")} the memory. "
            + $"The nearest lacks {Quantity.Bytes(device.MissingBytes)} on {name}, which has {Quantity.Bytes(device.MemoryBytes)}: "
            + $"{LayerNames.Of(nearest.Request, layers)} need {Quantity.Bytes(device.PeakBytes)}, namely {Parts(device)}. "
            + "Use more devices, smaller microbatches, a schedule that holds fewer of them, or an optimizer with less state.",
            nearest);
    }

    private static string Parts(PartitionedDevice device)
    {
        var parts = new List<string> { Quantity.Bytes(device.WeightBytes) + " of weights" };
        if (device.GradientBytes > 0) parts.Add(Quantity.Bytes(device.GradientBytes) + " of gradients");
        if (device.OptimizerBytes > 0) parts.Add(Quantity.Bytes(device.OptimizerBytes) + " of optimizer state");
        var held = string.Join(" + ", device.HeldMicrobatches);
        parts.Add($"{Quantity.Bytes(device.ActivationBytes)} of activations ({held} microbatch(es) held)");
        return string.Join(", ", parts);
    }
}

/// <summary>There is no partition; <see cref="Problem"/> says why.</summary>
public sealed class PartitionException : Exception
{
    internal PartitionException(PartitionProblem problem)
        : base(problem.Message) => Problem = problem;

    /// <summary>Why, and what comes nearest.</summary>
    public PartitionProblem Problem { get; }
}
