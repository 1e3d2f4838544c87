// input: 3, 224, 224
// small: 3, 96, 96
// parameters: 25557032
// multiply-adds: 4.09e9 at 3, 224, 224: torchvision's table of classification weights, ResNet-50 (He et al., 2016)

public sealed class ResNet50 : Module<Tensor, Tensor>
{
    private readonly Sequential stem, stages;
    private readonly Linear head;

    public ResNet50(int classes = 1000) : base(nameof(ResNet50))
    {
        stem = Sequential(Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false), BatchNorm2d(64), ReLU(inplace: true), MaxPool2d(3, stride: 2, padding: 1));
        stages = Sequential(Stage(64, 64, 3, 1), Stage(256, 128, 4, 2), Stage(512, 256, 6, 2), Stage(1024, 512, 3, 2));
        head = Linear(512 * Bottleneck.Expansion, classes);
        RegisterComponents();
    }

    private static Sequential Stage(int inputs, int width, int depth, int stride) => Sequential(
        Enumerable.Range(0, depth).Select(i => ($"block{i}", (Module<Tensor, Tensor>)new Bottleneck(i == 0 ? inputs : width * Bottleneck.Expansion, width, i == 0 ? stride : 1))));

    public override Tensor forward(Tensor x) => head.call(stages.call(stem.call(x)).mean([2, 3]));
}

public sealed class Bottleneck : Module<Tensor, Tensor>
{
    public const int Expansion = 4;

    private readonly Sequential body;
    private readonly Sequential? shortcut;

    public Bottleneck(int inputs, int width, int stride) : base(nameof(Bottleneck))
    {
        int outputs = width * Expansion;
        body = Sequential(
            Conv2d(inputs, width, 1, bias: false), BatchNorm2d(width), ReLU(inplace: true),
            Conv2d(width, width, 3, stride: stride, padding: 1, bias: false), BatchNorm2d(width), ReLU(inplace: true),
            Conv2d(width, outputs, 1, bias: false), BatchNorm2d(outputs));
        shortcut = inputs == outputs ? null : Sequential(Conv2d(inputs, outputs, 1, stride: stride, bias: false), BatchNorm2d(outputs));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => functional.relu(body.call(x) + (shortcut is null ? x : shortcut.call(x)), inplace: true);
}
