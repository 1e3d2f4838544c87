// inputs: randn(n, 16, 4, 4)
// targets: randn(n, 16)
// loss: functional.mse_loss(output, targets)
// close: a skip's gradient joins the next layer's
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class OptionalShortcut : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Conv2d conv1 = Conv2d(16, 16, 3, padding: 1, bias: false);
    [Stage(0)] private readonly Module<Tensor, Tensor>? downsample;
    [Stage(1)] private readonly Conv2d conv2 = Conv2d(16, 16, 3, padding: 1, bias: false);
    [Stage(2)] private readonly Module<Tensor, Tensor>? attention = null;
    [Stage(2)] private readonly Conv2d conv3 = Conv2d(16, 16, 3, padding: 1);
    [Stage(3)] private readonly Linear? head;
    private readonly Module<Tensor, Tensor> act = SiLU();

    public OptionalShortcut(bool withHead = true) : base(nameof(OptionalShortcut))
    {
        downsample = Sequential(("0", Conv2d(16, 16, 1)), ("1", BatchNorm2d(16)));
        if (withHead) head = Linear(16, 16);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var identity = x;
        var h = conv2.call(act.call(conv1.call(x)));
        if (downsample is not null) identity = downsample.call(x);
        h = act.call(h + identity);
        h = attention != null ? attention.call(h) : conv3.call(h);
        h = h.mean([2, 3]);
        return head is null ? h : head.call(h);
    }
}
