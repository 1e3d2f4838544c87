// inputs: randn(n, 1, 16, 16)
// targets: randint(10, [n])
// loss: functional.cross_entropy(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class LeNet : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Conv2d conv1 = Conv2d(1, 6, 5, padding: 2);
    [Stage(1)] private readonly Conv2d conv2 = Conv2d(6, 16, 5);
    [Stage(2)] private readonly Linear fc1 = Linear(16 * 2 * 2, 32);
    [Stage(2)] private readonly Linear fc2 = Linear(32, 24);
    [Stage(3)] private readonly Linear fc3 = Linear(24, 10);

    public LeNet() : base(nameof(LeNet)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        using var _ = NewDisposeScope();
        var x = functional.max_pool2d(functional.relu(conv1.call(input)), 2);
        x = functional.max_pool2d(functional.relu(conv2.call(x)), 2);
        x = x.view(x.size(0), -1);
        x = functional.relu(fc1.call(x));
        x = functional.relu(fc2.call(x));
        return fc3.call(x).MoveToOuterDisposeScope();
    }
}
