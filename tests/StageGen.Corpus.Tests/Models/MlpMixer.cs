// inputs: randn(n, 5, 8)
// targets: randint(4, [n])
// loss: functional.cross_entropy(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class MlpMixer : Module<Tensor, Tensor>
{
    [Stages(0, 3)] private readonly ModuleList<MixerBlock> blocks = new(new MixerBlock(), new MixerBlock(), new MixerBlock(), new MixerBlock());
    [Stage(3)] private readonly LayerNorm norm = LayerNorm(8);
    [Stage(3)] private readonly Linear head = Linear(8, 4);

    public MlpMixer() : base(nameof(MlpMixer)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var block in blocks)
            x = block.call(x);
        return head.call(norm.call(x).mean([1]));
    }
}

public sealed class MixerBlock : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1 = LayerNorm(8);
    private readonly LayerNorm norm2 = LayerNorm(8);
    private readonly Sequential tokens = Sequential(Linear(5, 10), GELU(), Linear(10, 5));
    private readonly Sequential channels = Sequential(Linear(8, 16), GELU(), Linear(16, 8));

    public MixerBlock() : base(nameof(MixerBlock)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = x + tokens.call(norm1.call(x).transpose(1, 2)).transpose(1, 2);
        return x + channels.call(norm2.call(x));
    }
}
