// inputs: randn(n, 6); whole true
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: a skip's gradient joins the next layer's
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class HelperScopes : Module<Tensor, bool, Tensor>
{
    [Stage(0)] private readonly Linear a = Linear(6, 6);
    [Stage(1)] private readonly Linear b = Linear(6, 6);
    [Stage(2)] private readonly Linear c = Linear(6, 6);
    [Stage(3)] private readonly Linear d = Linear(6, 6);

    public HelperScopes() : base(nameof(HelperScopes)) => RegisterComponents();

    public override Tensor forward(Tensor x, bool deep)
    {
        var mixed = Mix(x);
        if (!training)
        {
            using var _ = NewDisposeScope();
            var h = c.call(mixed).relu();
            return d.call(h + mixed).MoveToOuterDisposeScope();
        }

        if (deep)
        {
            using var scope = NewDisposeScope();
            mixed = (mixed + c.call(mixed).tanh()).MoveToOuterDisposeScope();
        }

        return d.call(mixed.sin());
    }

    private Tensor Mix(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = a.call(x);
        var left = h.relu();
        var right = b.call(left) + h;
        return right.MoveToOuterDisposeScope();
    }
}
