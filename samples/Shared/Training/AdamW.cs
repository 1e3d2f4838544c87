using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>The samples' optimizer (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019).</summary>
public static class AdamW
{
    /// <summary>An AdamW over <paramref name="parameters"/>, with settings that suit small nets and short runs.</summary>
    public static optim.Optimizer For(IEnumerable<Parameter> parameters, double learningRate)
        => optim.AdamW(parameters, learningRate, beta1: 0.9, beta2: 0.98, weight_decay: 0.1);
}
