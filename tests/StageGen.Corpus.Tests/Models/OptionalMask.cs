// inputs: randn(n, 4, 6); whole ones(4, 4).tril(); 0.5
// targets: randn(n, 4, 6)
// loss: functional.mse_loss(output, targets)
// close: attention's transposed gradients are made contiguous at a border
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class OptionalMask : Module<Tensor, Tensor?, double, Tensor>
{
    [Stages(0, 3)] private readonly ModuleList<Attention> layers = new(new Attention(6), new Attention(6), new Attention(6), new Attention(6));

    public OptionalMask() : base(nameof(OptionalMask)) => RegisterComponents();

    public override Tensor forward(Tensor x, [Shape(4, 4)] Tensor? mask = null, double scale = 1.0)
    {
        foreach (var layer in layers)
        {
            x = layer.call(x, mask) * scale;
        }

        return mask is null ? x : x + mask.sum();
    }
}

public sealed class Attention : Module<Tensor, Tensor?, Tensor>
{
    private readonly Linear query, key, value;

    public Attention(int width) : base(nameof(Attention))
    {
        query = Linear(width, width);
        key = Linear(width, width);
        value = Linear(width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor? mask)
    {
        var scores = query.call(x).matmul(key.call(x).transpose(1, 2));
        if (mask is not null) scores = scores.masked_fill(mask.eq(0), -1e9);
        return x + functional.softmax(scores, -1).matmul(value.call(x));
    }
}
