// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output.main, targets) + output.sides.Select(side => functional.mse_loss(side, targets)).Aggregate((a, b) => a + b)
// close: values are read by layers and heads
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// What a branch makes is not there where the branch is not taken, though it crosses borders: lists, and what is changed in place.
[Pipeline]
public sealed partial class ChangedInBranches : Module<Tensor, (Tensor main, Tensor[] sides)>
{
    [Stage(0)] private readonly Linear a = Linear(6, 6);
    [Stage(1)] private readonly Linear b = Linear(6, 6);
    [Stage(2)] private readonly Linear c = Linear(6, 6);
    [Stage(3)] private readonly Linear d = Linear(6, 6);

    public ChangedInBranches() : base(nameof(ChangedInBranches)) => RegisterComponents();

    public override (Tensor main, Tensor[] sides) forward(Tensor x)
    {
        if (training)
        {
            var h = a.call(x);
            h.add_(b.call(x));
            x = h.tanh();
        }
        else
        {
            var pair = new List<Tensor> { a.call(x), b.call(x) };
            x = c.call(pair[0]) + pair[1];
        }

        if (training && x.size(1) == 6) return (d.call(c.call(x)), new Tensor[] { x * 2, x.sin() });
        x = c.call(x);
        return (d.call(x), [x]);
    }
}
