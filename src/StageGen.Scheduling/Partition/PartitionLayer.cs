namespace StageGen.Scheduling;

/// <summary>
/// What is cut: a piece of a model that stays whole, with what it costs for one microbatch. Times are in any one unit, on a device of
/// speed 1; sizes in bytes.
/// </summary>
/// <param name="Name">What to call it in messages.</param>
public sealed record PartitionLayer(string Name)
{
    /// <summary>Time of its forward.</summary>
    public double Forward { get; init; }

    /// <summary>Time of the first half of its backward: gradients of its inputs.</summary>
    public double InputGradient { get; init; }

    /// <summary>Time of the second half of its backward: gradients of its weights.</summary>
    public double WeightGradient { get; init; }

    /// <summary>Bytes of its weights.</summary>
    public double ParameterBytes { get; init; }

    /// <summary>Bytes it keeps of one microbatch from its forward to its backward.</summary>
    public double ActivationBytes { get; init; }

    /// <summary>
    /// Bytes that a cut directly after it ships forward for one microbatch, values that pass over it included; the gradients that come
    /// back are as many. Infinity forbids the cut. Not read of the last layer, nor where the request has a <see cref="LayerGraph"/>.
    /// </summary>
    public double CutBytes { get; init; }
}

/// <summary>A device that gets stages.</summary>
/// <param name="Speed">How fast it is: a layer's time there is its time divided by this.</param>
/// <param name="MemoryBytes">What it may hold: weights, gradients, optimizer state and activations together.</param>
public sealed record PartitionDevice(double Speed = 1, double MemoryBytes = double.PositiveInfinity)
{
    /// <summary>What to call it in messages; its number where null.</summary>
    public string? Name { get; init; }
}
