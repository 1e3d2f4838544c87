// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class NoGradHelper : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear a = Linear(6, 6);
    [Stage(1)] private readonly Linear b = Linear(6, 6);
    [Stage(2)] private readonly Linear c = Linear(6, 6);
    [Stage(3)] private readonly Linear d = Linear(6, 6);

    public NoGradHelper() : base(nameof(NoGradHelper)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        // A target that nothing flows back through, from layers that train all the same.
        var target = Target(x);
        var h = b.call(a.call(x).relu());
        return d.call(c.call(h).relu()) + target;
    }

    private Tensor Target(Tensor x)
    {
        using var _ = no_grad();
        return c.call(b.call(a.call(x).tanh())).mean([1], keepdim: true);
    }
}
