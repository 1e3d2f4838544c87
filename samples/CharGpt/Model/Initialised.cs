using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Samples;

/// <summary>Layers with the weights they start from: normally distributed, biases zero.</summary>
internal static class Initialised
{
    /// <summary>
    /// A linear layer whose weights are drawn from N(0, gain² / inputs), so that it neither blows up nor drowns what it is given
    /// (LeCun et al., "Efficient BackProp", 1998).
    /// </summary>
    public static Linear Linear(long inputs, long outputs, double gain = 1, bool bias = true)
    {
        var linear = TorchSharp.torch.nn.Linear(inputs, outputs, bias);
        init.normal_(linear.weight, 0, gain / Math.Sqrt(inputs));
        if (linear.bias is not null) init.zeros_(linear.bias);
        return linear;
    }

    /// <summary>An embedding whose vectors are drawn from N(0, 0.2²).</summary>
    public static Embedding Embedding(long entries, long width)
    {
        var embedding = TorchSharp.torch.nn.Embedding(entries, width);
        init.normal_(embedding.weight!, 0, 0.2);
        return embedding;
    }
}
