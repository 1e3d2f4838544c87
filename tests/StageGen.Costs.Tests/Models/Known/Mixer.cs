// input: 3, 224, 224
// small: 3, 224, 224
// parameters: 59880472
// multiply-adds: 12.61e9 at 3, 224, 224: timm's table of ImageNet results, mixer_b16_224 (Tolstikhin et al., 2021)

public sealed class Mixer : Module<Tensor, Tensor>
{
    private readonly Conv2d patches;
    private readonly MixerBlock[] blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public Mixer(int image = 224, int patch = 16, int width = 768, int depth = 12, int classes = 1000) : base(nameof(Mixer))
    {
        patches = Conv2d(3, width, patch, stride: patch);
        blocks = new MixerBlock[depth];
        for (int i = 0; i < depth; i++)
        {
            blocks[i] = new MixerBlock(image / patch * (image / patch), width);
            register_module($"block{i}", blocks[i]);
        }

        norm = LayerNorm(width, eps: 1e-6);
        head = Linear(width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)
    {
        var x = patches.call(images).flatten(2).transpose(1, 2);
        foreach (var block in blocks) x = block.call(x);
        return head.call(norm.call(x).mean([1]));
    }
}

public sealed class MixerBlock : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly Sequential tokens, channels;

    public MixerBlock(int count, int width) : base(nameof(MixerBlock))
    {
        norm1 = LayerNorm(width, eps: 1e-6);
        tokens = Mlp(count, width / 2);
        norm2 = LayerNorm(width, eps: 1e-6);
        channels = Mlp(width, 4 * width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = x + tokens.call(norm1.call(x).transpose(1, 2)).transpose(1, 2);
        return x + channels.call(norm2.call(x));
    }

    private static Sequential Mlp(int width, int hidden) => Sequential(Linear(width, hidden), GELU(), Linear(hidden, width));
}
