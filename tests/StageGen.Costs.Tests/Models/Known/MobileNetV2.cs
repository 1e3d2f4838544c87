// input: 3, 224, 224
// small: 3, 96, 96
// parameters: 3504872
// Its published 0.30e9 multiply-adds (Sandler et al., 2018) are those of products alone; norms and activations, which we count, are another tenth.

public sealed class MobileNetV2 : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    public MobileNetV2(int classes = 1000, double multiplier = 1.0) : base(nameof(MobileNetV2))
    {
        // Expansion, channels, repeats, stride.
        var plan = new (int Expansion, int Channels, int Repeats, int Stride)[]
        {
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
        };
        int channels = Divisible(32 * multiplier);
        var modules = new List<Module<Tensor, Tensor>> { ConvNorm(3, channels, 3, 2, 1) };
        foreach (var (expansion, width, repeats, stride) in plan)
        {
            int outputs = Divisible(width * multiplier);
            for (int i = 0; i < repeats; i++)
            {
                modules.Add(new InvertedResidual(channels, outputs, i == 0 ? stride : 1, expansion));
                channels = outputs;
            }
        }

        int last = Divisible(1280 * Math.Max(1.0, multiplier));
        modules.Add(ConvNorm(channels, last, 1, 1, 1));
        features = Sequential(modules.ToArray());
        classifier = Sequential(Dropout(0.2), Linear(last, classes));
        RegisterComponents();
    }

    /// <summary>The nearest multiple of eight that loses no more than a tenth.</summary>
    private static int Divisible(double value)
    {
        int rounded = Math.Max(8, (int)(value + 4) / 8 * 8);
        return rounded < 0.9 * value ? rounded + 8 : rounded;
    }

    internal static Sequential ConvNorm(int inputs, int outputs, int kernel, int stride, int groups) => Sequential(
        Conv2d(inputs, outputs, kernel, stride: stride, padding: (kernel - 1) / 2, groups: groups, bias: false), BatchNorm2d(outputs), ReLU6(inplace: true));

    public override Tensor forward(Tensor x) => classifier.call(functional.adaptive_avg_pool2d(features.call(x), 1).flatten(1));
}

public sealed class InvertedResidual : Module<Tensor, Tensor>
{
    private readonly Sequential body;
    private readonly bool hasShortcut;

    public InvertedResidual(int inputs, int outputs, int stride, int expansion) : base(nameof(InvertedResidual))
    {
        int hidden = inputs * expansion;
        hasShortcut = stride == 1 && inputs == outputs;
        var modules = new List<Module<Tensor, Tensor>>();
        if (expansion != 1) modules.Add(MobileNetV2.ConvNorm(inputs, hidden, 1, 1, 1));
        modules.Add(MobileNetV2.ConvNorm(hidden, hidden, 3, stride, hidden));
        modules.AddRange([Conv2d(hidden, outputs, 1, bias: false), BatchNorm2d(outputs)]);
        body = Sequential(modules);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => hasShortcut ? x + body.call(x) : body.call(x);
}
