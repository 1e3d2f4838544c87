// inputs: randn(n, 1, 16, 16)
// targets: rand(n, 1, 16, 16)
// loss: functional.binary_cross_entropy_with_logits(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class UNetLoops : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly ModuleList<Conv2d> downs;
    [Stage(1)] private readonly Conv2d bottom = Conv2d(16, 16, 3, padding: 1);
    [Stages(2, 3)] private readonly ModuleList<ConvTranspose2d> ups;
    [Stages(2, 3)] private readonly ModuleList<Conv2d> joins;
    [Stage(3)] private readonly Conv2d head = Conv2d(16, 1, 1);

    public UNetLoops(int depth = 3) : base(nameof(UNetLoops))
    {
        downs = new ModuleList<Conv2d>(Enumerable.Range(0, depth).Select(i => Conv2d(i == 0 ? 1 : 16, 16, 3, padding: 1)).ToArray());
        ups = new ModuleList<ConvTranspose2d>(Enumerable.Range(0, depth).Select(_ => ConvTranspose2d(16, 16, 2, stride: 2)).ToArray());
        joins = new ModuleList<Conv2d>(Enumerable.Range(0, depth).Select(_ => Conv2d(32, 16, 3, padding: 1)).ToArray());
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        List<Tensor> skips = [];
        foreach (var down in downs)
        {
            x = functional.relu(down.call(x));
            skips.Add(x);
            x = functional.max_pool2d(x, 2);
        }

        x = functional.relu(bottom.call(x));
        for (int i = 0; i < ups.Count; i++)
        {
            x = ups[i].call(x);
            x = functional.relu(joins[i].call(cat([x, skips[^(i + 1)]], 1)));
        }

        return head.call(x);
    }
}
