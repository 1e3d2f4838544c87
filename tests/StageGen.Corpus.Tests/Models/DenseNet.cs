// inputs: randn(n, 3, 8, 8)
// targets: randint(4, [n])
// loss: functional.cross_entropy(output, targets)
// close: a feature map is read by every layer after it
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class DenseNet : Module<Tensor, Tensor>
{
    private const int Growth = 16;

    [Stage(0)] private readonly Conv2d conv0 = Conv2d(3, 16, 3, padding: 1);
    [Stages(0, 3)] private readonly ModuleList<DenseLayer> layers;
    [Stage(3)] private readonly BatchNorm2d norm;
    [Stage(3)] private readonly Linear classifier;

    public DenseNet(int depth = 4) : base(nameof(DenseNet))
    {
        layers = new ModuleList<DenseLayer>(Enumerable.Range(0, depth).Select(i => new DenseLayer(16 + i * Growth, Growth)).ToArray());
        norm = BatchNorm2d(16 + depth * Growth);
        classifier = Linear(16 + depth * Growth, 4);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)
    {
        var features = new List<Tensor> { conv0.call(images) };
        foreach (var layer in layers)
        {
            var newFeatures = layer.call(cat(features, 1));
            features.Add(newFeatures);
        }

        var x = functional.relu(norm.call(cat(features, 1)));
        return classifier.call(functional.adaptive_avg_pool2d(x, 1).flatten(1));
    }
}

public sealed class DenseLayer : Module<Tensor, Tensor>
{
    private readonly BatchNorm2d norm;
    private readonly Conv2d conv;

    public DenseLayer(int channels, int growth) : base(nameof(DenseLayer))
    {
        norm = BatchNorm2d(channels);
        conv = Conv2d(channels, growth, 3, padding: 1, bias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => conv.call(functional.relu(norm.call(x)));
}
