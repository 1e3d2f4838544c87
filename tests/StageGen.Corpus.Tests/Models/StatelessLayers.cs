// inputs: randn(n, 3, 8, 8)
// targets: randint(5, [n])
// loss: functional.cross_entropy(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class StatelessLayers : Module<Tensor, Tensor>
{
    // One activation, one pooling, one dropout for all stages.
    private readonly ReLU relu = ReLU();
    private readonly Module<Tensor, Tensor> pool = MaxPool2d(2);
    private readonly Dropout dropout = Dropout(0.0);
    [Stage(0)] private readonly Flatten flatten = Flatten();

    [Stage(0)] private readonly Conv2d conv1 = Conv2d(3, 16, 3, padding: 1);
    [Stage(1)] private readonly Conv2d conv2 = Conv2d(16, 16, 3, padding: 1);
    [Stage(2)] private readonly Linear fc1 = Linear(16 * 2 * 2, 16);
    [Stage(3)] private readonly Linear fc2 = Linear(16, 5);

    public StatelessLayers() : base(nameof(StatelessLayers)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = pool.call(relu.call(conv1.call(x)));
        x = pool.call(relu.call(conv2.call(x)));
        x = Classify(flatten.call(x));
        return x;
    }

    private Tensor Classify(Tensor features)
    {
        var hidden = dropout.call(relu.call(fc1.call(features)));
        return fc2.call(hidden);
    }
}
