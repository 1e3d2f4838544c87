// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class InPlaceResNet : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(6, 6);
    [Stage(1)] private readonly ReLU relu;
    [Stage(1)] private readonly Linear second = Linear(6, 6);
    [Stages(2, 3)] private readonly Sequential tail;

    public InPlaceResNet() : base(nameof(InPlaceResNet))
    {
        relu = ReLU(inplace: true);
        tail = Sequential(LeakyReLU(0.2, inplace: true), Linear(6, 6), Hardtanh(inplace: true), Linear(6, 6));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = first.call(input);
        // What was x is changed as well: the skip below is that of y.
        var y = relu.call(x);
        y = second.call(y) + x;
        y = functional.relu(y, inplace: true);
        return tail.call(y + 0.5) + x;
    }
}
