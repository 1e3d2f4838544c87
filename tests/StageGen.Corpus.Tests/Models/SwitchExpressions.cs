// inputs: randn(n, 6); whole 2
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: a skip's gradient joins the next layer's
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class SwitchExpressions : Module<Tensor, int, Tensor>
{
    [Stage(0)] private readonly Linear a = Linear(6, 6);
    [Stage(1)] private readonly Linear b = Linear(6, 6);
    [Stage(2)] private readonly Linear c = Linear(6, 6);
    [Stage(3)] private readonly Linear d = Linear(6, 6);
    private readonly string pooling = "mean";

    public SwitchExpressions() : base(nameof(SwitchExpressions)) => RegisterComponents();

    public override Tensor forward(Tensor x, int depth)
    {
        x = depth switch
        {
            0 => a.call(x),
            1 or 2 => b.call(a.call(x).relu()),
            > 2 => b.call(b.call(a.call(x))),
            _ => throw new ArgumentException("Negative.", nameof(depth)),
        };
        if (training)
        {
            (var low, var _) = Halves(c.call(x));
            x = x + cat([low, low], 1);
        }

        var pooled = pooling switch
        {
            "max" => c.call(x).amax([1], keepdim: true),
            "mean" => d.call(x).mean([1], keepdim: true),
            _ => x,
        };
        return d.call(x) + pooled;
    }

    private static (Tensor, Tensor) Halves(Tensor x) => (x.narrow(1, 0, 3), x.narrow(1, 3, 3));
}
