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

    /// <summary>
    /// Runs the whole backward pass of <paramref name="microbatch"/> on this device's stage number <paramref name="chunk"/>.
    /// </summary>
    public void Backward(int microbatch, int chunk = 0) => Add(ActionKind.Backward, microbatch, chunk);

    /// <summary>
    /// Computes the gradients of the inputs of this device's stage number <paramref name="chunk"/>, which the stage before waits for.
    /// </summary>
    public void InputGradient(int microbatch, int chunk = 0) => Add(ActionKind.InputGradient, microbatch, chunk);

    /// <summary>
    /// Computes the gradients of the weights of this device's stage number <paramref name="chunk"/>, some time after
    /// <see cref="InputGradient"/>.
    /// </summary>
    public void WeightGradient(int microbatch, int chunk = 0) => Add(ActionKind.WeightGradient, microbatch, chunk);

    /// <summary>Runs a row of a plan, each action in torch's notation, separated by blanks: <c>0F0 0F1 3F0 3I0</c>.</summary>
    /// <exception cref="FormatException">Something in the row is not an action.</exception>
    /// <exception cref="ArgumentException">An action is on a stage of another device, or of a microbatch the step does not
    /// have.</exception>
    public void Follow(string row)
    {
        if (row is null) throw new ArgumentNullException(nameof(row));
        Follow(row.Split([' '], StringSplitOptions.RemoveEmptyEntries).Select(ScheduleAction.Parse));
    }

    /// <summary>Runs a row of a plan.</summary>
    /// <exception cref="ArgumentException">An action is on a stage of another device, or of a microbatch the step does not
    /// have.</exception>
    public void Follow(IEnumerable<ScheduleAction> row)
    {
        if (row is null) throw new ArgumentNullException(nameof(row));
        foreach (var action in row)
        {
            var chunk = 0;
            while (chunk < Stages.Count && Stages[chunk] != action.Stage) chunk++;
            if (chunk == Stages.Count)
                throw new ArgumentException(
                    $"{action} is in the row of device {Device}, which has the stage(s) {string.Join(", ", Stages)}.", nameof(row));
            Add(action.Kind, action.Microbatch, chunk);
        }
    }

    /// <summary>A cursor that writes this device's stage number <paramref name="chunk"/> in ascending order of microbatches.</summary>
    public StageCursor Cursor(int chunk) => new(this, chunk);

    internal IReadOnlyList<ScheduleAction> Actions => actions;

    private void Add(ActionKind kind, int microbatch, int chunk)
    {
        if (chunk < 0 || chunk >= Stages.Count)
            throw new ArgumentOutOfRangeException(nameof(chunk), chunk,
                $"Device {Device} has {Stages.Count} stage(s); chunks count from 0.");
        if (microbatch < 0 || microbatch >= Microbatches)
            throw new ArgumentOutOfRangeException(nameof(microbatch), microbatch,
                $"The step has {Microbatches} microbatch(es), counted from 0.");
        actions.Add(new(kind, Stages[chunk], microbatch));
    }
}
