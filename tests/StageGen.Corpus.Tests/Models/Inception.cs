// inputs: randn(n, 3, 8, 8)
// targets: randint(4, [n])
// loss: functional.cross_entropy(output.Item1, targets) + 0.4 * functional.cross_entropy(output.Item2, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class GoogLeNet : Module<Tensor, (Tensor logits, Tensor aux)>
{
    [Stage(0)] private readonly Conv2d stem = Conv2d(3, 16, 3, padding: 1);
    [Stage(1)] private readonly Inception inception1 = new(16, 16);
    [Stage(1)] private readonly Sequential auxiliary = Sequential(AdaptiveAvgPool2d(1), Flatten(), Linear(48, 4));
    [Stage(2)] private readonly Inception inception2 = new(48, 16);
    [Stage(3)] private readonly Linear head = Linear(48, 4);

    public GoogLeNet() : base(nameof(GoogLeNet)) => RegisterComponents();

    public override (Tensor logits, Tensor aux) forward(Tensor images)
    {
        var x = functional.max_pool2d(functional.relu(stem.call(images)), 2);
        x = inception1.call(x);
        // From the middle of the network, as it is.
        var aux = auxiliary.call(x);
        x = inception2.call(x).mean([2, 3]);
        return (head.call(x), aux);
    }
}

public sealed class Inception : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> branch1, branch3, branchPool;

    public Inception(int channels, int width) : base(nameof(Inception))
    {
        branch1 = Conv2d(channels, width, 1);
        branch3 = Sequential(Conv2d(channels, width, 1), ReLU(), Conv2d(width, width, 3, padding: 1));
        branchPool = Sequential(AvgPool2d(3, stride: 1, padding: 1), Conv2d(channels, width, 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => functional.relu(cat([branch1.call(x), branch3.call(x), branchPool.call(x)], 1));
}
