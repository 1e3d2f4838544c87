namespace StageGen.Scheduling;

/// <summary>
/// Writes actions on one chunk of a device in ascending order of microbatches: "the next forward", "the next input gradient".
/// Microbatches beyond those of the step are left out, so that a rule that needs more of them can be followed for fewer.
/// </summary>
public sealed class StageCursor
{
    private readonly DeviceProgram device;
    private readonly int chunk;

    internal StageCursor(DeviceProgram device, int chunk) => (this.device, this.chunk) = (device, chunk);

    /// <summary>How many forwards have been written, surplus ones included.</summary>
    public int Forwards { get; private set; }

    /// <summary>How many input gradients (or whole backwards) have been written, surplus ones included.</summary>
    public int Gradients { get; private set; }

    /// <summary>How many weight gradients (or whole backwards) have been written, surplus ones included.</summary>
    public int Weights { get; private set; }

    /// <summary>The next forward.</summary>
    public void Forward()
    {
        if (Forwards < device.Microbatches) device.Forward(Forwards, chunk);
        Forwards++;
    }

    /// <summary>The next whole backward. No input gradient may still wait for its weight gradient.</summary>
    public void Backward()
    {
        if (Gradients < device.Microbatches) device.Backward(Gradients, chunk);
        Gradients++;
        Weights++;
    }

    /// <summary>The next input gradient.</summary>
    public void InputGradient()
    {
        if (Gradients < device.Microbatches) device.InputGradient(Gradients, chunk);
        Gradients++;
    }

    /// <summary>The weight gradient of the oldest input gradient that waits for one.</summary>
    public void WeightGradient()
    {
        if (Weights < device.Microbatches) device.WeightGradient(Weights, chunk);
        Weights++;
    }
}
