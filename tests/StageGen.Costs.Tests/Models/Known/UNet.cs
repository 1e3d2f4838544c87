// input: 3, 256, 256
// small: 3, 64, 64
// multiply-adds: 65.52e9 at 3, 256, 256: Tang et al., "CMUNeXt", 2023, table 1, U-Net (Ronneberger et al., 2015)

public sealed class UNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<DoubleConvolution> downs = new(), joins = new();
    private readonly ModuleList<Sequential> ups = new();
    private readonly DoubleConvolution bottom;
    private readonly Conv2d head;

    public UNet(int channels = 3, int classes = 1, int width = 64, int depth = 4) : base(nameof(UNet))
    {
        for (int level = 0; level < depth; level++)
        {
            downs.Add(new DoubleConvolution(channels, width << level));
            channels = width << level;
        }

        bottom = new DoubleConvolution(channels, 2 * channels);
        for (int level = depth - 1; level >= 0; level--)
        {
            int outputs = width << level;
            ups.Add(Sequential(Upsample(scale_factor: [2, 2]), Conv2d(2 * outputs, outputs, 3, padding: 1), BatchNorm2d(outputs), ReLU(inplace: true)));
            joins.Add(new DoubleConvolution(2 * outputs, outputs));
        }

        head = Conv2d(width, classes, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor image)
    {
        var skips = new Stack<Tensor>();
        var x = image;
        foreach (var down in downs)
        {
            x = down.call(x);
            skips.Push(x);
            x = functional.max_pool2d(x, 2);
        }

        x = bottom.call(x);
        foreach (var (up, join) in ups.Zip(joins)) x = join.call(cat([skips.Pop(), up.call(x)], 1));
        return head.call(x);
    }
}

public sealed class DoubleConvolution : Module<Tensor, Tensor>
{
    private readonly Sequential body;

    public DoubleConvolution(int inputs, int outputs) : base(nameof(DoubleConvolution))
    {
        body = Sequential(
            Conv2d(inputs, outputs, 3, padding: 1), BatchNorm2d(outputs), ReLU(inplace: true),
            Conv2d(outputs, outputs, 3, padding: 1), BatchNorm2d(outputs), ReLU(inplace: true));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => body.call(x);
}
