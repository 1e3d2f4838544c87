// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: x is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class LocalFunctions : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear a = Linear(6, 6);
    [Stage(1)] private readonly Linear b = Linear(6, 6);
    [Stage(2)] private readonly Linear c = Linear(6, 6);
    [Stage(3)] private readonly Linear d = Linear(6, 6);

    public LocalFunctions() : base(nameof(LocalFunctions)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var scale = 1.0 / x.size(1);
        var h = Front(x, a);
        var skip = h;
        h = training ? Back(h) : Back(Middle(h) * 2);
        return Scaled(h + skip);

        Tensor Middle(Tensor t) => b.call(t).tanh();

        Tensor Back(Tensor t)
        {
            var y = Middle(t);
            y = c.call(y) + h;
            return d.call(y.relu());
        }

        Tensor Scaled(Tensor t) => t * 0.5;
    }

    private static Tensor Front(Tensor x, Linear layer) => layer.call(x).sigmoid();
}
