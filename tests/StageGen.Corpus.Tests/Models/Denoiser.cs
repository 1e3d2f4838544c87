// inputs: randn(n, 6); rand(n, 1)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class Denoiser : Module<Tensor, Tensor, Tensor>
{
    [Stage(0)] private readonly Linear time = Linear(1, 8);
    [Stage(0)] private readonly Linear down = Linear(6, 8);
    [Stage(1)] private readonly Linear middle = Linear(8, 8);
    [Stage(2)] private readonly Linear up = Linear(16, 8);
    [Stage(3)] private readonly Linear last = Linear(8, 6);
    private readonly SiLU act = SiLU();

    public Denoiser() : base(nameof(Denoiser)) => RegisterComponents();

    public override Tensor forward(Tensor noisy, Tensor t)
    {
        var emb = act.call(time.call(t));
        var skip = act.call(down.call(noisy) + emb);
        var h = act.call(middle.call(skip) + emb);
        h = act.call(up.call(cat([h, skip], dim: -1)) + emb);
        return last.call(h);
    }
}
