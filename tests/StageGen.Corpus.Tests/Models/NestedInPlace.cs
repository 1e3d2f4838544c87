// inputs: randn(n, 6); randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: values are read by several layers
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// Modules that change what they are given, each in its way: who reads it later reads what it has become, in whichever stage.
[Pipeline]
public sealed partial class NestedInPlace : Module<Tensor, Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(6, 6);
    [Stage(1)] private readonly Sequential preActivated = Sequential(("flat", Flatten()), ("relu", ReLU(inplace: true)), ("fc", Linear(6, 6)));
    [Stage(1)] private readonly Shifted shifted = new();
    [Stage(2)] private readonly Gated gated = new();
    [Stage(3)] private readonly Linear head = Linear(6, 6);

    public NestedInPlace() : base(nameof(NestedInPlace)) => RegisterComponents();

    public override Tensor forward(Tensor input, Tensor gate)
    {
        var x = first.call(input);
        var early = x.sum(1, keepdim: true);
        var y = preActivated.call(x);
        var z = shifted.call(y);
        var open = gate * 0.5;
        var g = gated.call(z, open);
        return head.call(g + x + open) + y + early;
    }
}

internal sealed class Shifted : Module<Tensor, Tensor>
{
    private readonly Linear fc = Linear(6, 6);

    public Shifted() : base(nameof(Shifted)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var half = x.narrow(1, 0, 3);
        half.mul_(2);
        return fc.call(x);
    }
}

internal sealed class Gated : Module<Tensor, Tensor, Tensor>
{
    private readonly Linear fc = Linear(6, 6);

    public Gated() : base(nameof(Gated)) => RegisterComponents();

    public override Tensor forward(Tensor x, Tensor gate)
    {
        var h = fc.call(x);
        h.add_(1);
        return h * Open(gate);
    }

    private static Tensor Open(Tensor g) => g.sigmoid_();
}
