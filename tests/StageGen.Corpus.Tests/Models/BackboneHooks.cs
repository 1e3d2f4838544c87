// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: a skip's gradient joins the next layer's
// whole: BackboneHooks can only be built as a whole. 'encode', which the base class HookedBackbone makes: its constructor makes it in every process; move it into BackboneHooks. See SG0027.
using StageGen;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// The base class has the forward, and calls what the model fills in: over several stages, over one, or not at all.
[Pipeline]
public sealed partial class BackboneHooks : HookedBackbone
{
    [Stage(1)] private readonly Linear first = Linear(6, 6);
    [Stage(2)] private readonly Linear second = Linear(6, 6);

    public BackboneHooks() : base(nameof(BackboneHooks)) => RegisterComponents();

    protected override Tensor Middle(Tensor h, double scale)
    {
        var inner = first.call(h).relu();
        inner = second.call(inner);
        return base.Middle(inner, scale) + h;
    }

    protected override Tensor Prepare(Tensor x) => base.Prepare(x).tanh();

    protected override bool Deep => true;
}

public abstract class HookedBackbone : Module<Tensor, Tensor>
{
    [Stage(0)] protected readonly Linear encode = Linear(6, 6);
    [Stage(3)] protected readonly Linear head = Linear(6, 6);

    protected HookedBackbone(string name) : base(name)
    {
    }

    public override Tensor forward(Tensor x)
    {
        var h = Prepare(x);
        h = Middle(h, scale: 0.5);
        if (Deep) h = Finish(h);
        return head.call(h);
    }

    protected abstract bool Deep { get; }

    protected virtual Tensor Prepare(Tensor x) => encode.call(x);

    protected virtual Tensor Middle(Tensor h, double scale) => h * scale;

    protected virtual Tensor Finish(Tensor h) => h.sin();
}
