namespace StageGen.Scheduling;

/// <summary>
/// The pen with which schedule code, built-in or generated, writes down what one device does. The code runs once per device,
/// says what comes next, and nothing is computed: the list it leaves is then validated and executed.
/// </summary>
public sealed class DeviceProgram
{
    private readonly List<ScheduleAction> actions = [];

    internal DeviceProgram(int device, StageMap map, int microbatches)
    {
        Device = device;
        Devices = map.Devices;
        Stages = map.StagesOf(device);
        Microbatches = microbatches;
    }

    /// <summary>The device whose program is written, from 0.</summary>
    public int Device { get; }

    /// <summary>How many devices the pipeline has.</summary>
    public int Devices { get; }

    /// <summary>How many microbatches a step has.</summary>
    public int Microbatches { get; }

    /// <summary>The stages of this device, ascending. The position in this list is the chunk number of the methods below.</summary>
    public IReadOnlyList<int> Stages { get; }

    /// <summary>Runs the forward pass of <paramref name="microbatch"/> on this device's stage number <paramref name="chunk"/>.</summary>
    public void Forward(int microbatch, int chunk = 0) => Add(ActionKind.Forward, microbatch, chunk);

    /// <summary>Runs the whole backward pass of <paramref name="microbatch"/> on this device's stage number <paramref name="chunk"/>.</summary>
    public void Backward(int microbatch, int chunk = 0) => Add(ActionKind.Backward, microbatch, chunk);

    /// <summary>Computes the gradients of the inputs of this device's stage number <paramref name="chunk"/>, which the stage before waits for.</summary>
    public void InputGradient(int microbatch, int chunk = 0) => Add(ActionKind.InputGradient, microbatch, chunk);

    /// <summary>Computes the gradients of the weights of this device's stage number <paramref name="chunk"/>, some time after <see cref="InputGradient"/>.</summary>
    public void WeightGradient(int microbatch, int chunk = 0) => Add(ActionKind.WeightGradient, microbatch, chunk);

    /// <summary>A cursor that writes this device's stage number <paramref name="chunk"/> in ascending order of microbatches.</summary>
    public StageCursor Cursor(int chunk) => new(this, chunk);

    internal IReadOnlyList<ScheduleAction> Actions => actions;

    private void Add(ActionKind kind, int microbatch, int chunk)
    {
        if (chunk < 0 || chunk >= Stages.Count)
            throw new ArgumentOutOfRangeException(nameof(chunk), chunk, $"Device {Device} has {Stages.Count} stage(s); chunks count from 0.");
        if (microbatch < 0 || microbatch >= Microbatches)
            throw new ArgumentOutOfRangeException(nameof(microbatch), microbatch, $"The step has {Microbatches} microbatch(es), counted from 0.");
        actions.Add(new(kind, Stages[chunk], microbatch));
    }
}
