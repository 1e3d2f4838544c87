using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples;

/// <summary>Every character looks at itself and at those before it, through several heads at once.</summary>
public sealed class CausalSelfAttention : Module<Tensor, Tensor>
{
    private readonly int heads;
    private readonly Linear queriesKeysValues;
    private readonly Linear output;

    public CausalSelfAttention(int width, int heads, double outputGain) : base(nameof(CausalSelfAttention))
    {
        if (heads < 1 || width % heads != 0)
            throw new ArgumentException($"The width {width} cannot be shared evenly by {heads} heads.", nameof(heads));
        this.heads = heads;
        queriesKeysValues = Initialised.Linear(width, 3 * width);
        output = Initialised.Linear(width, width, outputGain);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (batch, context, width) = (x.size(0), x.size(1), x.size(2));
        // [batch, context, 3 · width] → three of [batch, heads, context, width / heads]
        var parts = queriesKeysValues.call(x).view(batch, context, 3, heads, width / heads).permute(2, 0, 3, 1, 4).unbind(0);
        var attended = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], is_casual: true);
        return output.call(attended.transpose(1, 2).reshape(batch, context, width));
    }
}
