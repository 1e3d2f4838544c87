// input: 3, 224, 224
// small: 3, 96, 96
// parameters: 7978856
// multiply-adds: 2.83e9 at 3, 224, 224: torchvision's table of classification weights, DenseNet-121 (Huang et al., 2017)

public sealed class DenseNet121 : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Linear classifier;

    public DenseNet121(int growth = 32, int classes = 1000) : base(nameof(DenseNet121))
    {
        int[] depths = [6, 12, 24, 16];
        int channels = 2 * growth;
        features = Sequential(
            ("stem", Conv2d(3, channels, 7, stride: 2, padding: 3, bias: false)), ("norm", BatchNorm2d(channels)), ("relu", ReLU(inplace: true)),
            ("pool", MaxPool2d(3, stride: 2, padding: 1)));
        for (int block = 0; block < depths.Length; block++)
        {
            features.append($"dense{block}", new DenseBlock(channels, growth, depths[block]));
            channels += depths[block] * growth;
            if (block == depths.Length - 1) break;
            features.append($"transition{block}", Sequential(
                BatchNorm2d(channels), ReLU(inplace: true), Conv2d(channels, channels / 2, 1, bias: false), AvgPool2d(2, stride: 2)));
            channels /= 2;
        }

        features.append("last", BatchNorm2d(channels));
        classifier = Linear(channels, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = functional.relu(features.call(x), inplace: true);
        return classifier.call(flatten(functional.adaptive_avg_pool2d(x, [1, 1]), 1));
    }
}

public sealed class DenseBlock : Module<Tensor, Tensor>
{
    private readonly ModuleList<DenseLayer> layers;

    public DenseBlock(int channels, int growth, int depth) : base(nameof(DenseBlock))
    {
        layers = ModuleList(Enumerable.Range(0, depth).Select(i => new DenseLayer(channels + i * growth, growth)).ToArray());
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var features = new List<Tensor> { x };
        foreach (var layer in layers) features.Add(layer.call(cat(features, 1)));
        return cat(features.ToArray(), 1);
    }
}

public sealed class DenseLayer : Module<Tensor, Tensor>
{
    private readonly BatchNorm2d norm1, norm2;
    private readonly Conv2d narrow, wide;

    public DenseLayer(int inputs, int growth) : base(nameof(DenseLayer))
    {
        norm1 = BatchNorm2d(inputs);
        narrow = Conv2d(inputs, 4 * growth, 1, bias: false);
        norm2 = BatchNorm2d(4 * growth);
        wide = Conv2d(4 * growth, growth, 3, padding: 1, bias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => wide.call(norm2.call(narrow.call(norm1.call(x).relu_())).relu_());
}
