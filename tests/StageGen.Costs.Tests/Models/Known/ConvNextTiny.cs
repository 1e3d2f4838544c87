// input: 3, 224, 224
// small: 3, 64, 64
// parameters: 28589128
// multiply-adds: 4.46e9 at 3, 224, 224: torchvision's table of classification weights, ConvNeXt-Tiny (Liu et al., 2022)

public sealed class ConvNextTiny : Module<Tensor, Tensor>
{
    private readonly Sequential body;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public ConvNextTiny(int classes = 1000) : base(nameof(ConvNextTiny))
    {
        (int Width, int Depth)[] levels = [(96, 3), (192, 3), (384, 9), (768, 3)];
        var modules = new List<Module<Tensor, Tensor>> { Conv2d(3, levels[0].Width, 4, stride: 4), new ChannelNorm(levels[0].Width) };
        foreach (var (level, i) in levels.Select((level, i) => (level, i)))
        {
            modules.AddRange(Enumerable.Range(0, level.Depth).Select(_ => (Module<Tensor, Tensor>)new ConvNextBlock(level.Width)));
            if (i + 1 < levels.Length) modules.AddRange([new ChannelNorm(level.Width), Conv2d(level.Width, levels[i + 1].Width, 2, stride: 2)]);
        }

        body = Sequential(modules);
        norm = LayerNorm(levels[^1].Width, eps: 1e-6);
        head = Linear(levels[^1].Width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => head.call(norm.call(body.call(x).mean([-2, -1])));
}

public sealed class ConvNextBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d depthwise;
    private readonly LayerNorm norm;
    private readonly Linear expand, contract;
    private readonly Parameter scale;

    public ConvNextBlock(int width) : base(nameof(ConvNextBlock))
    {
        depthwise = Conv2d(width, width, 7, padding: 3, groups: width);
        norm = LayerNorm(width, eps: 1e-6);
        expand = Linear(width, 4 * width);
        contract = Linear(4 * width, width);
        scale = Parameter(full([width, 1, 1], 1e-6));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var y = norm.call(depthwise.call(x).permute(0, 2, 3, 1));
        return x + scale * contract.call(functional.gelu(expand.call(y))).permute(0, 3, 1, 2);
    }
}

public sealed class ChannelNorm : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm;

    public ChannelNorm(int width) : base(nameof(ChannelNorm))
    {
        norm = LayerNorm(width, eps: 1e-6);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => norm.call(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
}
