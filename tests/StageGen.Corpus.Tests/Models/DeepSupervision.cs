// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output.main, targets) + output.sides.Select(side => functional.mse_loss(side, targets)).Aggregate((a, b) => a + b)
// close: x is read by the next stage and by a side head
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class DeepSupervision : Module<Tensor, (Tensor main, Tensor[] sides)>
{
    [Stage(0)] private readonly Linear l0 = Linear(6, 6);
    [Stage(1)] private readonly Linear l1 = Linear(6, 6);
    [Stage(2)] private readonly Linear l2 = Linear(6, 6);
    [Stage(0)] private readonly Linear side0 = Linear(6, 6);
    [Stage(1)] private readonly Linear side1 = Linear(6, 6);
    [Stage(3)] private readonly Linear head = Linear(12, 6);

    public DeepSupervision() : base(nameof(DeepSupervision)) => RegisterComponents();

    public override (Tensor main, Tensor[] sides) forward(Tensor x)
    {
        var sides = new Tensor[2];
        x = l0.call(x).tanh();
        sides[0] = side0.call(x);
        x = l1.call(x).tanh();
        sides[1] = side1.call(x);
        x = l2.call(x).tanh();
        var both = stack(sides).sum([0]);
        return (head.call(cat([x, both], 1)), sides);
    }
}
