// inputs: randn(n, 3, 8, 8)
// targets: randint(4, [n])
// loss: functional.cross_entropy(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class ResNet : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Conv2d conv1 = Conv2d(3, 16, 3, padding: 1, bias: false);
    [Stage(0)] private readonly BatchNorm2d bn1 = BatchNorm2d(16);
    [Stage(0)] private readonly ReLU relu = ReLU(inplace: true);
    [Stage(1)] private readonly Module<Tensor, Tensor> layer1;
    [Stage(2)] private readonly Module<Tensor, Tensor> layer2;
    [Stage(3)] private readonly Module<Tensor, Tensor> layer3;
    [Stage(3)] private readonly Module<Tensor, Tensor> avgpool = AdaptiveAvgPool2d([1, 1]);
    [Stage(3)] private readonly Linear fc;

    public ResNet(int numClasses = 4) : base(nameof(ResNet))
    {
        layer1 = MakeLayer(16, 16, 2, 1);
        layer2 = MakeLayer(16, 16, 2, 2);
        layer3 = MakeLayer(16, 32, 1, 2);
        fc = Linear(32, numClasses);
        RegisterComponents();
    }

    private static Sequential MakeLayer(int inPlanes, int planes, int blocks, int stride)
    {
        var layers = new List<Module<Tensor, Tensor>> { new BasicBlock(inPlanes, planes, stride) };
        for (int i = 1; i < blocks; i++) layers.Add(new BasicBlock(planes, planes, 1));
        return Sequential(layers);
    }

    public override Tensor forward(Tensor x)
    {
        x = conv1.call(x);
        x = bn1.call(x);
        x = relu.call(x);

        x = layer1.call(x);
        x = layer2.call(x);
        x = layer3.call(x);

        x = avgpool.call(x);
        x = flatten(x, 1);
        return fc.call(x);
    }
}

public sealed class BasicBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2;
    private readonly BatchNorm2d bn1, bn2;
    private readonly Module<Tensor, Tensor>? downsample;

    public BasicBlock(int inPlanes, int planes, int stride) : base(nameof(BasicBlock))
    {
        conv1 = Conv2d(inPlanes, planes, 3, stride: stride, padding: 1, bias: false);
        bn1 = BatchNorm2d(planes);
        conv2 = Conv2d(planes, planes, 3, padding: 1, bias: false);
        bn2 = BatchNorm2d(planes);
        if (stride != 1 || inPlanes != planes)
            downsample = Sequential(Conv2d(inPlanes, planes, 1, stride: stride, bias: false), BatchNorm2d(planes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var identity = downsample is null ? x : downsample.call(x);
        var y = functional.relu(bn1.call(conv1.call(x)));
        return functional.relu(bn2.call(conv2.call(y)) + identity);
    }
}
