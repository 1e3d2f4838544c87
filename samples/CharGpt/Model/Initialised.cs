using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Samples;

/// <summary>Layers with the weights GPT-2 starts from: normally distributed, biases zero.</summary>
internal static class Initialised
{
    /// <summary>A linear layer whose weights are drawn from N(0, <paramref name="deviation"/>²).</summary>
    public static Linear Linear(long inputs, long outputs, double deviation, bool bias = true)
    {
        var linear = TorchSharp.torch.nn.Linear(inputs, outputs, bias);
        init.normal_(linear.weight, 0, deviation);
        if (linear.bias is not null) init.zeros_(linear.bias);
        return linear;
    }

    /// <summary>An embedding whose vectors are drawn from N(0, <paramref name="deviation"/>²).</summary>
    public static Embedding Embedding(long entries, long width, double deviation)
    {
        var embedding = TorchSharp.torch.nn.Embedding(entries, width);
        init.normal_(embedding.weight!, 0, deviation);
        return embedding;
    }
}
