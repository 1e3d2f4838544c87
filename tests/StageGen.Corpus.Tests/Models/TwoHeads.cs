// inputs: randn(n, 6)
// targets: randn(n, 4)
// loss: functional.mse_loss(output.Item1, targets) + output.Item2.square().mean()
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class TwoHeads : Module<Tensor, (Tensor, Tensor)>
{
    [Stage(0)] private readonly Linear trunk = Linear(6, 8);
    [Stage(1)] private readonly Linear policyHidden = Linear(8, 8);
    [Stage(2)] private readonly Linear policy = Linear(8, 4);
    [Stage(3)] private readonly Linear value = Linear(8, 1);

    public TwoHeads() : base(nameof(TwoHeads)) => RegisterComponents();

    public override (Tensor, Tensor) forward(Tensor state)
    {
        using var h = trunk.call(state).tanh();
        var logits = policy.call(policyHidden.call(h).relu());
        return (logits, value.call(h).squeeze(-1));
    }
}
