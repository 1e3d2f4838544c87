// input: 3, 224, 224
// small: 3, 96, 96
// parameters: 11689512
// multiply-adds: 1.81e9 at 3, 224, 224: torchvision's table of classification weights, ResNet-18 (He et al., 2016)

public sealed class ResNet18 : Module<Tensor, Tensor>
{
    private readonly Conv2d stem = Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
    private readonly BatchNorm2d norm = BatchNorm2d(64);
    private readonly ModuleList<BasicBlock> blocks = new();
    private readonly Linear head;

    public ResNet18(int classes = 1000) : base(nameof(ResNet18))
    {
        int channels = 64;
        for (int level = 0; level < 4; level++)
        {
            int width = 64 << level;
            blocks.Add(new BasicBlock(channels, width, level == 0 ? 1 : 2));
            blocks.Add(new BasicBlock(width, width, 1));
            channels = width;
        }

        head = Linear(channels, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = functional.max_pool2d(functional.relu(norm.call(stem.call(x))), 3, stride: 2, padding: 1);
        foreach (var block in blocks) x = block.call(x);
        return head.call(functional.adaptive_avg_pool2d(x, 1).flatten(1));
    }
}

public sealed class BasicBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d first, second;
    private readonly BatchNorm2d firstNorm, secondNorm;
    private readonly Module<Tensor, Tensor>? shortcut;

    public BasicBlock(int inputs, int width, int stride) : base(nameof(BasicBlock))
    {
        first = Conv2d(inputs, width, 3, stride: stride, padding: 1, bias: false);
        firstNorm = BatchNorm2d(width);
        second = Conv2d(width, width, 3, padding: 1, bias: false);
        secondNorm = BatchNorm2d(width);
        if (stride > 1 || inputs != width) shortcut = Sequential(Conv2d(inputs, width, 1, stride: stride, bias: false), BatchNorm2d(width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var y = functional.relu(firstNorm.call(first.call(x)));
        y = secondNorm.call(second.call(y));
        return functional.relu(y + (shortcut?.call(x) ?? x));
    }
}
