// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: a skip's gradient joins the next layer's
// whole: GenericBackbone can only be built as a whole. 'first', which the base class Pair makes: its constructor makes it in every process; move it into GenericBackbone. See SG0027.
using StageGen;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// The base class leaves open what its blocks are, and what it is given.
[Pipeline]
public sealed partial class GenericBackbone : Pair<Gate, Tensor>
{
    [Stage(3)] private readonly Linear head = Linear(6, 6);

    public GenericBackbone() : base(nameof(GenericBackbone), new Gate(), new Gate()) => RegisterComponents();

    protected override Tensor Head(Tensor h) => head.call(last.call(h));
}

public abstract class Pair<TBlock, T>(string name, TBlock one, TBlock other) : Module<T, T>(name)
    where TBlock : Module<T, T>
{
    [Stage(0)] protected readonly TBlock first = one;
    [Stage(1)] protected readonly TBlock second = other;
    [Stage(2)] protected readonly Linear last = Linear(6, 6);

    protected abstract T Head(T h);

    public override T forward(T input)
    {
        T h = first.call(input);
        h = second.call(h);
        return Head(h);
    }
}

public sealed class Gate : Module<Tensor, Tensor>
{
    private readonly Linear value = Linear(6, 6);
    private readonly Linear gate = Linear(6, 6);

    public Gate() : base(nameof(Gate)) => RegisterComponents();

    public override Tensor forward(Tensor x) => value.call(x) * gate.call(x).sigmoid() + x;
}
