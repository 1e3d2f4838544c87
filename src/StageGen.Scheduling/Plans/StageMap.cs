namespace StageGen.Scheduling;

/// <summary>Which device runs which stage. A stage is what one action works on: all layers a device runs in one go.</summary>
public sealed class StageMap : IEquatable<StageMap>
{
    private readonly int[] deviceOfStage;
    private readonly int[][] stagesOfDevice;

    private StageMap(int[] deviceOfStage, int devices)
    {
        this.deviceOfStage = deviceOfStage;
        stagesOfDevice = new int[devices][];
        for (var device = 0; device < devices; device++)
            stagesOfDevice[device] = Enumerable.Range(0, deviceOfStage.Length).Where(stage => deviceOfStage[stage] == device).ToArray();
    }

    /// <summary>Stage s on device s mod p: with one stage a device the plain pipeline, with more the interleaved one.</summary>
    /// <param name="devices">How many devices, at least 1.</param>
    /// <param name="stagesPerDevice">How many stages each device has, at least 1.</param>
    public static StageMap Loop(int devices, int stagesPerDevice = 1)
    {
        Check(devices, stagesPerDevice);
        return new(Enumerable.Range(0, devices * stagesPerDevice).Select(stage => stage % devices).ToArray(), devices);
    }

    /// <summary>
    /// Down the devices and up again: 0, 1, …, p−1, p−1, …, 1, 0. The device of the first stage has the last one too, so that
    /// the loss is known where the microbatch came in.
    /// </summary>
    /// <param name="devices">How many devices, at least 1.</param>
    /// <param name="stagesPerDevice">How many stages each device has: 2 for a V, more for a zigzag.</param>
    public static StageMap V(int devices, int stagesPerDevice = 2)
    {
        Check(devices, stagesPerDevice);
        return new(Enumerable.Range(0, devices * stagesPerDevice)
            .Select(stage => stage / devices % 2 == 0 ? stage % devices : devices - 1 - stage % devices).ToArray(), devices);
    }

    /// <summary>A map written by hand: <paramref name="deviceOfStage"/>[s] is the device of stage s.</summary>
    /// <exception cref="ArgumentException">No stage, a negative device, or a device without a stage.</exception>
    public static StageMap Custom(params int[] deviceOfStage)
    {
        if (deviceOfStage is null) throw new ArgumentNullException(nameof(deviceOfStage));
        if (deviceOfStage.Length == 0) throw new ArgumentException("A stage map needs at least one stage.", nameof(deviceOfStage));
        if (deviceOfStage.Min() < 0)
            throw new ArgumentException(
                $"Stage {Array.FindIndex(deviceOfStage, device => device < 0)} is on a negative device. Devices count from 0.",
                nameof(deviceOfStage));
        var devices = deviceOfStage.Max() + 1;
        for (var device = 0; device < devices; device++)
            if (Array.IndexOf(deviceOfStage, device) < 0)
                throw new ArgumentException($"Device {device} of {devices} has no stage. Number the devices without a gap.",
                    nameof(deviceOfStage));
        return new((int[])deviceOfStage.Clone(), devices);
    }

    /// <summary>How many devices there are.</summary>
    public int Devices => stagesOfDevice.Length;

    /// <summary>How many stages there are, over all devices.</summary>
    public int Stages => deviceOfStage.Length;

    /// <summary>The device of a stage.</summary>
    public int DeviceOf(int stage) => deviceOfStage[stage];

    /// <summary>The stages of a device, ascending; the position in this list is the stage's <em>chunk</em> number.</summary>
    public IReadOnlyList<int> StagesOf(int device) => stagesOfDevice[device];

    /// <summary>The most stages any device has.</summary>
    public int StagesPerDevice => stagesOfDevice.Max(stages => stages.Length);

    /// <inheritdoc />
    public bool Equals(StageMap? other) => other is not null && deviceOfStage.SequenceEqual(other.deviceOfStage);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as StageMap);

    /// <inheritdoc />
    public override int GetHashCode() => deviceOfStage.Aggregate(17, (hash, device) => unchecked(hash * 31 + device));

    /// <summary>The devices of the stages in order, as in <c>0 1 1 0</c>.</summary>
    public override string ToString() => string.Join(" ", deviceOfStage);

    private static void Check(int devices, int stagesPerDevice)
    {
        if (devices < 1) throw new ArgumentOutOfRangeException(nameof(devices), devices, "A pipeline needs at least one device.");
        if (stagesPerDevice < 1)
            throw new ArgumentOutOfRangeException(nameof(stagesPerDevice), stagesPerDevice, "A device needs at least one stage.");
    }
}
