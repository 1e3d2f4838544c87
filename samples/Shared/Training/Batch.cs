using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>What a step trains on; owns its tensors.</summary>
/// <param name="Inputs">The inputs of <c>forward</c>, in order; the first dimension of each is the batch.</param>
/// <param name="Targets">What the loss compares the output with; the first dimension is the batch.</param>
public sealed record Batch(IReadOnlyList<Tensor> Inputs, Tensor Targets) : IDisposable
{
    /// <summary>How many samples there are.</summary>
    public int Samples => (int)Targets.size(0);

    public void Dispose()
    {
        foreach (var input in Inputs) input.Dispose();
        Targets.Dispose();
    }
}
