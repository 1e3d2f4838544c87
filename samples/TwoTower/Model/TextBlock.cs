using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples.TwoTowers;

/// <summary>A transformer block that does not look at padding.</summary>
public sealed class TextBlock : Module<Tensor, Tensor, Tensor>
{
    private readonly LayerNorm attentionNorm;
    private readonly Linear queriesKeysValues;
    private readonly Linear attended;
    private readonly LayerNorm feedForwardNorm;
    private readonly Linear expand;
    private readonly Linear contract;

    public TextBlock(int features) : base(nameof(TextBlock))
    {
        attentionNorm = LayerNorm(features);
        queriesKeysValues = Linear(features, 3 * features);
        attended = Linear(features, features);
        feedForwardNorm = LayerNorm(features);
        expand = Linear(features, 4 * features);
        contract = Linear(4 * features, features);
        RegisterComponents();
    }

    /// <param name="x"><c>[batch, length, features]</c>.</param>
    /// <param name="present"><c>[batch, length, 1]</c>: 1 for words, 0 for padding.</param>
    public override Tensor forward(Tensor x, Tensor present)
    {
        var parts = queriesKeysValues.call(attentionNorm.call(x)).chunk(3, -1);
        var scores = parts[0].matmul(parts[1].transpose(1, 2)) / Math.Sqrt(x.size(2));
        var weights = (scores - 1e9 * (1 - present.transpose(1, 2))).softmax(-1);
        x = x + attended.call(weights.matmul(parts[2]));
        return x + contract.call(functional.gelu(expand.call(feedForwardNorm.call(x))));
    }
}
