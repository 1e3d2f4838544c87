// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: x is read by every gate
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class GatedHighway : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear stem = Linear(6, 6);
    [Stage(1)] private readonly Linear? first = Linear(6, 6);
    [Stage(2)] private readonly Linear? second = null;
    [Stage(2)] private readonly Linear gate = Linear(6, 6);
    [Stage(3)] private readonly Linear head = Linear(6, 6);

    public GatedHighway() : base(nameof(GatedHighway)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor? extra = null;
        x = stem.call(x);
        if (first is not null)
        {
            extra = first.call(x);
            var gated = gate.call(extra).sigmoid() * x;
            x = gated + extra;
        }
        else if (second is not null)
        {
            x = second.call(x);
        }

        x = head.call(x);
        return (extra is null ? x : x + extra).MoveToOuterDisposeScope();
    }
}
