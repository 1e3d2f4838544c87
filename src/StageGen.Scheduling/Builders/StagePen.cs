namespace StageGen.Scheduling;

/// <summary>
/// Writes actions on one chunk in ascending order of microbatches: "the next forward", "the next input gradient". Microbatches
/// beyond those of the step are left out, so that a rule that needs more of them can be followed for fewer.
/// </summary>
internal sealed class StagePen(DeviceProgram device, int chunk)
{
    public int Forwards { get; private set; }

    public int Gradients { get; private set; }

    public int Weights { get; private set; }

    public void Forward()
    {
        if (Forwards < device.Microbatches) device.Forward(Forwards, chunk);
        Forwards++;
    }

    /// <summary>The next whole backward. No input gradient may wait for its weight gradient.</summary>
    public void Backward()
    {
        if (Gradients < device.Microbatches) device.Backward(Gradients, chunk);
        Gradients++;
        Weights++;
    }

    public void InputGradient()
    {
        if (Gradients < device.Microbatches) device.InputGradient(Gradients, chunk);
        Gradients++;
    }

    public void WeightGradient()
    {
        if (Weights < device.Microbatches) device.WeightGradient(Weights, chunk);
        Weights++;
    }
}
