using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples;

/// <summary>A transformer block: attention, then a feed-forward net, each on a normalised input and added to the stream.</summary>
public sealed class Block : Module<Tensor, Tensor>
{
    private readonly LayerNorm attentionNorm;
    private readonly CausalSelfAttention attention;
    private readonly LayerNorm feedForwardNorm;
    private readonly Linear expand;
    private readonly Linear contract;

    /// <param name="width">The length of the stream's vectors.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="depth">How many blocks the model has: what all of them add to the stream is kept at the scale of one.</param>
    public Block(int width, int heads, int depth) : base(nameof(Block))
    {
        var residual = 1 / Math.Sqrt(2 * depth);
        attentionNorm = LayerNorm(width);
        attention = new CausalSelfAttention(width, heads, residual);
        feedForwardNorm = LayerNorm(width);
        expand = Initialised.Linear(width, 4 * width);
        contract = Initialised.Linear(4 * width, width, residual);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = x + attention.call(attentionNorm.call(x));
        return x + contract.call(functional.gelu(expand.call(feedForwardNorm.call(x))));
    }
}
