// inputs: randn(n, 3, 8, 8)
// targets: randint(4, [n])
// loss: functional.cross_entropy(output, targets)
// close: a transposed gradient that a border makes contiguous is summed in another order
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class VisionTransformer : Module<Tensor, Tensor>
{
    private const int Patch = 4;
    private const int Width = 8;

    [Stage(0)] private readonly Conv2d patchEmbedding = Conv2d(3, Width, Patch, stride: Patch);
    [Stage(0)] private readonly Embedding positions = Embedding(4, Width);
    [Stages(0, 2)] private readonly ModuleList<EncoderLayer> encoder =
        new(new EncoderLayer(Width), new EncoderLayer(Width), new EncoderLayer(Width), new EncoderLayer(Width));
    [Stage(3)] private readonly LayerNorm norm = LayerNorm(Width);
    [Stage(3)] private readonly Linear head = Linear(Width, 4);

    public VisionTransformer() : base(nameof(VisionTransformer)) => RegisterComponents();

    public override Tensor forward(Tensor images)
    {
        var tokens = patchEmbedding.call(images).flatten(2).transpose(1, 2);
        var x = tokens + positions.call(arange(tokens.size(1), device: images.device));
        foreach (var layer in encoder) x = layer.call(x);
        return head.call(norm.call(x).mean([1]));
    }
}

public sealed class EncoderLayer : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly Linear qkv, output, up, down;

    public EncoderLayer(int width) : base(nameof(EncoderLayer))
    {
        norm1 = LayerNorm(width);
        norm2 = LayerNorm(width);
        qkv = Linear(width, 3 * width);
        output = Linear(width, width);
        up = Linear(width, 2 * width);
        down = Linear(2 * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var parts = qkv.call(norm1.call(x)).chunk(3, -1);
        x = x + output.call(functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]));
        return x + down.call(functional.gelu(up.call(norm2.call(x))));
    }
}
