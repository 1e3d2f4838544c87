// input: 3, 224, 224
// small: 3, 96, 96
// parameters: 1248424
// multiply-adds: 0.82e9 at 3, 224, 224: torchvision's table of classification weights, SqueezeNet 1.0 (Iandola et al., 2016)

public sealed class SqueezeNet : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    public SqueezeNet(int classes = 1000) : base(nameof(SqueezeNet))
    {
        features = Sequential(
            Conv2d(3, 96, 7, stride: 2), ReLU(inplace: true), MaxPool2d(3, stride: 2, ceil_mode: true),
            new Fire(96, 16, 64), new Fire(128, 16, 64), new Fire(128, 32, 128), MaxPool2d(3, stride: 2, ceil_mode: true),
            new Fire(256, 32, 128), new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), MaxPool2d(3, stride: 2, ceil_mode: true),
            new Fire(512, 64, 256));
        classifier = Sequential(Dropout(), Conv2d(512, classes, 1), ReLU(inplace: true), AdaptiveAvgPool2d([1, 1]), Flatten());
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => classifier.call(features.call(x));
}

public sealed class Fire : Module<Tensor, Tensor>
{
    private readonly Conv2d narrow, expand1, expand3;

    public Fire(int inputs, int squeeze, int expand) : base(nameof(Fire))
    {
        narrow = Conv2d(inputs, squeeze, 1);
        (expand1, expand3) = (Conv2d(squeeze, expand, 1), Conv2d(squeeze, expand, 3, padding: 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = functional.relu(narrow.call(x));
        return cat([functional.relu(expand1.call(x)), functional.relu(expand3.call(x))], 1);
    }
}
