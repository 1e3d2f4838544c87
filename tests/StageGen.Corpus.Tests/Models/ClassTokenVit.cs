// inputs: randn(n, 3, 8, 8)
// targets: randint(4, [n])
// loss: functional.cross_entropy(output, targets)
// close: the token's gradient is summed over the samples of a transposed tensor
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class ClassTokenVit : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Conv2d patches = Conv2d(3, 8, 4, stride: 4);
    private readonly Parameter cls_token = Parameter(randn(1, 1, 8) * 0.02);
    private readonly Parameter pos_embed;
    [Stages(1, 3)] private readonly ModuleList<Mlp> blocks = new(new Mlp(8), new Mlp(8), new Mlp(8));
    [Stage(3)] private readonly Parameter layer_scale = Parameter(ones(8) * 0.1);
    [Stage(3)] private readonly Linear head = Linear(8, 4);
    private readonly Tensor mean;

    public ClassTokenVit() : base(nameof(ClassTokenVit))
    {
        pos_embed = Parameter(randn(1, 5, 8) * 0.02);
        mean = full([1, 3, 1, 1], 0.5);
        register_buffer("mean", mean);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)
    {
        var x = patches.call(images - this.mean).flatten(2).transpose(1, 2);
        x = cat([cls_token.expand(x.size(0), -1, -1), x], 1) + pos_embed;
        foreach (var block in blocks) x = block.call(x);
        return head.call(x.select(1, 0) * this.layer_scale);
    }
}

public sealed class Mlp : Module<Tensor, Tensor>
{
    private readonly Linear up, down;

    public Mlp(int width) : base(nameof(Mlp))
    {
        up = Linear(width, 2 * width);
        down = Linear(2 * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => x + down.call(functional.gelu(up.call(x)));
}
