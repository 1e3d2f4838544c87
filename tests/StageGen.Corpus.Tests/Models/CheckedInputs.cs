// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class CheckedInputs : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear a = Linear(6, 6);
    [Stage(1)] private readonly Linear b = Linear(6, 6);
    [Stage(2)] private readonly Linear c = Linear(6, 6);
    [Stage(3)] private readonly Linear d = Linear(6, 6);
    private readonly string scale = "2";

    public CheckedInputs() : base(nameof(CheckedInputs)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var h = a.call(x);
        if (!int.TryParse(scale, out int factor) || h is not { } features) throw new InvalidOperationException(scale);
        h = b.call(features * factor);
        if (h.dim() == 1) return x;
        GC.KeepAlive(scale);
        { }
        h = h.size(1) == 6 ? d.call(c.call(h).relu()) : throw new ArgumentException("Six features are needed.", nameof(x));
        return (h.dim() > 2 ? throw new ArgumentException("A matrix is needed.", nameof(x)) : d.call(h)) * factor;
    }
}
