// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output.main, targets) + functional.mse_loss(output.side, targets)
// close: x is read by two heads
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class EarlyExit : Module<Tensor, (Tensor main, Tensor side)>
{
    [Stages(0, 2)] private readonly ModuleList<Linear> layers = new(Linear(6, 6), Linear(6, 6), Linear(6, 6), Linear(6, 6));
    [Stage(1)] private readonly Linear exit = Linear(6, 6);
    [Stage(3)] private readonly Linear head = Linear(6, 6);

    public EarlyExit() : base(nameof(EarlyExit)) => RegisterComponents();

    public override (Tensor main, Tensor side) forward(Tensor x)
    {
        var side = exit.call(x);
        if (!training && x.size(1) == 7)
        {
            return (side, side);
        }

        foreach (var layer in layers)
        {
            x = layer.call(x).tanh();
        }

        // Evaluation skips the head.
        if (!training) return (x, side);
        else x = x * 2;

        var y = head.call(x);
        return (y + x, side);
    }
}
