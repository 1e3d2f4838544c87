// inputs: randn(n, 6); randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: values are read by several layers
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// Inputs change their names midway, after a local function has read one by its own.
[Pipeline]
public sealed partial class SwappedInputs : Module<Tensor, Tensor, Tensor>
{
    [Stage(0)] private readonly Linear encode = Linear(6, 6);
    [Stage(0)] private readonly LayerNorm norm = LayerNorm(6);
    [Stage(1)] private readonly Linear lift = Linear(6, 6);
    [Stage(1)] private readonly ReLU relu = ReLU(inplace: true);
    [Stage(2)] private readonly Linear mix = Linear(6, 6);
    [Stage(3)] private readonly Linear head = Linear(6, 6);
    private readonly Parameter weight = Parameter(randn(6));

    public SwappedInputs() : base(nameof(SwappedInputs)) => RegisterComponents();

    public override Tensor forward(Tensor one, Tensor other)
    {
        Tensor Encoded(Tensor t)
        {
            var h = encode.call(t);
            return h.tanh() + one;
        }

        var first = Encoded(one);
        var second = norm.call(one);
        (one, other) = (other, one);
        var third = relu.call(lift.call(other));
        one = one * weight;
        var fourth = mix.call(one / (weight * weight + 1)) + one;
        // What joins stages that run beside each other comes first: were the inputs added up before, an earlier stage would do that and send them
        // on, and relu's stage, which works in place, on a copy of them, laid out otherwise in memory.
        return head.call(third + fourth + one + other + first + second);
    }
}
