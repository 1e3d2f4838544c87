namespace StageGen.Scheduling;

/// <summary>What the devices may hold in activations.</summary>
public sealed class MemoryLimit
{
    private const double Slack = 1e-9;
    private readonly double[]? perDevice;
    private readonly double all;
    private readonly bool bytes;

    private MemoryLimit(double all, double[]? perDevice, bool bytes) => (this.all, this.perDevice, this.bytes) = (all, perDevice, bytes);

    /// <summary>No limit.</summary>
    public static MemoryLimit None { get; } = new(double.PositiveInfinity, null, false);

    /// <summary>
    /// The same limit for every device, in microbatches of all stages of a device together: 1F1B needs p of them on the first.
    /// </summary>
    public static MemoryLimit Activations(double microbatches) => new(Checked(microbatches), null, false);

    /// <summary>A limit for each device, in microbatches of all stages of the device together.</summary>
    public static MemoryLimit Activations(IReadOnlyList<double> microbatches) => new(0, microbatches.Select(Checked).ToArray(), false);

    /// <summary>A limit for each device in bytes, to be compared with <see cref="ScheduleCosts.ActivationBytes"/>.</summary>
    public static MemoryLimit Bytes(IReadOnlyList<double> bytes) => new(0, bytes.Select(Checked).ToArray(), true);

    /// <summary>Whether a plan keeps to the limit.</summary>
    public bool Fits(Schedule schedule, ScheduleCosts costs)
    {
        var peaks = bytes ? ActivationMemory.PeakBytes(schedule, costs) : ActivationBound.PerDevice(schedule);
        return peaks.Select((peak, device) => peak <= Of(device) * (1 + Slack)).All(fits => fits);
    }

    /// <summary>The limit of one device, in microbatches or bytes.</summary>
    internal double Of(int device) => perDevice is null ? all : device < perDevice.Length
        ? perDevice[device]
        : throw new ArgumentException($"The memory limit is for {perDevice.Length} devices; there is none for device {device}.");

    /// <summary>
    /// What a microbatch weighs on each stage, whole and between the halves of a backward, and what each device may hold.
    /// </summary>
    internal (double[] Held, double[] Halved, double[] Capacity) For(StageMap map, ScheduleCosts costs)
    {
        var held = bytes
            ? costs.ActivationBytes.ToArray()
            : Enumerable.Range(0, map.Stages).Select(stage => 1.0 / map.StagesOf(map.DeviceOf(stage)).Count).ToArray();
        var halved = bytes ? costs.WeightGradientBytes.ToArray() : held;
        return (held, halved, Enumerable.Range(0, map.Devices).Select(device => Of(device) * (1 + Slack)).ToArray());
    }

    private static double Checked(double limit) =>
        limit > 0 ? limit : throw new ArgumentOutOfRangeException(nameof(limit), limit, "A memory limit is greater than 0.");
}
