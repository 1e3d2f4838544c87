// input: 3, 224, 224
// small: 3, 64, 64
// parameters: 138357544
// multiply-adds: 15.47e9 at 3, 224, 224: torchvision's table of classification weights, VGG-16 (Simonyan and Zisserman, 2015)

public sealed class Vgg16 : Module<Tensor, Tensor>
{
    // Channels of a convolution, or 0 for pooling.
    private static readonly int[] Plan = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0];

    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d pool = AdaptiveAvgPool2d([7, 7]);
    private readonly Sequential classifier;

    public Vgg16(int classes = 1000) : base(nameof(Vgg16))
    {
        var modules = new List<Module<Tensor, Tensor>>();
        long channels = 3;
        foreach (int width in Plan)
        {
            if (width == 0) modules.Add(MaxPool2d(2, stride: 2));
            else
            {
                modules.Add(Conv2d(channels, width, 3, padding: 1));
                modules.Add(ReLU(inplace: true));
                channels = width;
            }
        }

        features = Sequential(modules);
        classifier = Sequential(
            ("hidden1", Linear(channels * 7 * 7, 4096)), ("relu1", ReLU(inplace: true)), ("drop1", Dropout()),
            ("hidden2", Linear(4096, 4096)), ("relu2", ReLU(inplace: true)), ("drop2", Dropout()), ("scores", Linear(4096, classes)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = pool.call(features.call(x));
        return classifier.call(x.view(x.shape[0], -1));
    }
}
