// input: 3, 224, 224
// small: 3, 96, 96
// parameters: 61100840
// multiply-adds: 0.71e9 at 3, 224, 224: torchvision's table of classification weights, AlexNet (Krizhevsky, 2014)

public sealed class AlexNet : Module<Tensor, Tensor>
{
    private readonly Sequential features, classifier;
    private readonly AdaptiveAvgPool2d pool = AdaptiveAvgPool2d(6);

    public AlexNet(int classes = 1000) : base(nameof(AlexNet))
    {
        features = Sequential(
            Conv2d(3, 64, 11, stride: 4, padding: 2), ReLU(inplace: true), MaxPool2d(3, stride: 2),
            Conv2d(64, 192, 5, padding: 2), ReLU(inplace: true), MaxPool2d(3, stride: 2),
            Conv2d(192, 384, 3, padding: 1), ReLU(inplace: true),
            Conv2d(384, 256, 3, padding: 1), ReLU(inplace: true),
            Conv2d(256, 256, 3, padding: 1), ReLU(inplace: true), MaxPool2d(3, stride: 2));
        classifier = Sequential(
            Dropout(), Linear(256 * 6 * 6, 4096), ReLU(inplace: true),
            Dropout(), Linear(4096, 4096), ReLU(inplace: true), Linear(4096, classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => classifier.call(pool.call(features.call(x)).flatten(1));
}
