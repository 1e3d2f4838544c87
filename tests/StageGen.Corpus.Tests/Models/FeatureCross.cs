// inputs: randn(n, 6)
// targets: randn(n, 1)
// loss: functional.mse_loss(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class FeatureCross : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear cross1 = Linear(6, 6);
    [Stage(1)] private readonly Linear cross2 = Linear(6, 6);
    [Stage(2)] private readonly Linear cross3 = Linear(6, 6);
    [Stage(3)] private readonly Linear head = Linear(6, 1);

    public FeatureCross() : base(nameof(FeatureCross)) => RegisterComponents();

    public override Tensor forward(Tensor x0)
    {
        var x = x0;
        x = x0 * cross1.call(x) + x;
        x = x0 * cross2.call(x) + x;
        x = x0 * cross3.call(x) + x;
        return head.call(x);
    }
}
