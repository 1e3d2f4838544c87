// inputs: randn(n, 6); whole true; whole 2
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: a skip's gradient joins the next layer's
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class ConditionalPaths : Module<Tensor, bool, int, Tensor>
{
    [Stage(0)] private readonly Linear a = Linear(6, 6);
    [Stage(1)] private readonly Linear b = Linear(6, 6);
    [Stage(2)] private readonly Linear c = Linear(6, 6);
    [Stage(3)] private readonly Linear d = Linear(6, 6);
    private readonly string activation = "tanh";

    public ConditionalPaths() : base(nameof(ConditionalPaths)) => RegisterComponents();

    public override Tensor forward(Tensor x, bool deep, int repeats)
    {
        if (training)
        {
            var h = a.call(x).tanh();
            x = b.call(h) + h;
        }
        else
        {
            Tensor h = a.call(x);
            var (low, high) = (h.sin(), b.call(h).cos());
            x = low + high;
        }

        switch (activation)
        {
            case "relu":
                x = c.call(x).relu();
                break;
            case "tanh":
            case "hyperbolic":
                x = b.call(x).tanh();
                x = c.call(x);
                break;
            default:
                x = c.call(x);
                break;
        }

        x = deep ? d.call(c.call(x)) : c.call(x);
        if (deep && repeats > 1)
            for (int i = 1; i < repeats; i++) x = d.call(x).sigmoid();
        return x * (repeats > 3 ? d.call(x).mean() : x.mean());
    }
}
