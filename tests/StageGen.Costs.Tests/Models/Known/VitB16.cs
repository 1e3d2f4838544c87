// input: 3, 224, 224
// small: 3, 224, 224
// parameters: 86567656
// multiply-adds: 17.56e9 at 3, 224, 224: torchvision's table of classification weights, ViT-B/16 (Dosovitskiy et al., 2021)

public sealed class VitB16 : Module<Tensor, Tensor>
{
    private readonly Conv2d patches;
    private readonly Parameter token, positions;
    private readonly Dropout dropout = Dropout(0.0);
    private readonly Sequential encoder;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public VitB16(int image = 224, int patch = 16, int width = 768, int depth = 12, int heads = 12, int classes = 1000) : base(nameof(VitB16))
    {
        int count = (image / patch) * (image / patch);
        patches = Conv2d(3, width, patch, stride: patch);
        token = Parameter(zeros(1, 1, width));
        positions = Parameter(randn(1, count + 1, width) * 0.02);
        encoder = Sequential(Enumerable.Range(0, depth).Select(i => ($"layer{i}", (Module<Tensor, Tensor>)new VitBlock(width, heads, 4 * width))).ToArray());
        norm = LayerNorm(width, eps: 1e-6);
        head = Linear(width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)
    {
        var x = patches.call(images).flatten(2).transpose(1, 2);
        x = cat([token.expand(x.size(0), -1, -1), x], 1);
        x = encoder.call(dropout.call(x + positions));
        return head.call(norm.call(x)[.., 0]);
    }
}

public sealed class VitBlock : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly MultiheadAttention attention;
    private readonly Sequential mlp;

    public VitBlock(int width, int heads, int hidden) : base(nameof(VitBlock))
    {
        norm1 = LayerNorm(width, eps: 1e-6);
        attention = MultiheadAttention(width, heads);
        norm2 = LayerNorm(width, eps: 1e-6);
        mlp = Sequential(Linear(width, hidden), GELU(), Linear(hidden, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        // TorchSharp's attention takes the sequence first.
        var y = norm1.call(x).transpose(0, 1);
        var (attended, _) = attention.call(y, y, y, null, false, null);
        x = x + attended.transpose(0, 1);
        return x + mlp.call(norm2.call(x));
    }
}
