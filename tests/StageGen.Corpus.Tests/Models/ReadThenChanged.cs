// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: values are read by several layers
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// What a layer gives is read, then changed in place: its weights' gradients come over both, in a backward of two halves too.
[Pipeline]
public sealed partial class ReadThenChanged : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear a = Linear(6, 6);
    [Stage(1)] private readonly Linear b = Linear(6, 6);
    [Stage(1)] private readonly Embedding c = Embedding(6, 6);
    [Stage(2)] private readonly Linear d = Linear(6, 6);
    [Stage(3)] private readonly Linear e = Linear(6, 6);

    public ReadThenChanged() : base(nameof(ReadThenChanged)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        var x = a.call(input);
        var y = b.call(x);
        var half = y * 0.5;
        y.add_(x);
        var positions = c.call(arange(6)).mean([0]);
        var twice = positions * 2;
        positions.narrow(0, 0, 3).mul_(3);
        x = d.call(y + half) + (twice + positions);
        var z = e.call(x);
        x = z - 1;
        z.mul_(2);
        return x + z;
    }
}
