// inputs: randn(n, 3, 16, 16)
// targets: randint(5, [n])
// loss: functional.cross_entropy(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class AlexNet : Module<Tensor, Tensor>
{
    [Stages(0, 2)] private readonly Sequential features;
    [Stage(2)] private readonly AdaptiveAvgPool2d avgPool;
    [Stages(2, 3)] private readonly Sequential classifier;

    public AlexNet(string name = "AlexNet", int numClasses = 5) : base(name)
    {
        features = Sequential(
            ("c1", Conv2d(3, 16, kernel_size: 3, stride: 2, padding: 1)),
            ("r1", ReLU(inplace: true)),
            ("mp1", MaxPool2d(kernel_size: [2, 2])),
            ("c2", Conv2d(16, 32, kernel_size: 3, padding: 1)),
            ("r2", ReLU(inplace: true)),
            ("mp2", MaxPool2d(kernel_size: [2, 2])),
            ("c3", Conv2d(32, 16, kernel_size: 3, padding: 1)),
            ("r3", ReLU(inplace: true)));
        avgPool = AdaptiveAvgPool2d([2, 2]);
        classifier = Sequential(
            ("d1", Dropout(0.0)),
            ("l1", Linear(16 * 2 * 2, 16)),
            ("r4", ReLU(inplace: true)),
            ("d3", Linear(16, numClasses)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var f = features.call(input);
        var avg = avgPool.call(f);
        var x = avg.view([avg.shape[0], 16 * 2 * 2]);
        return classifier.call(x);
    }
}
