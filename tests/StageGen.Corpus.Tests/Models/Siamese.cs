// inputs: randn(n, 6); randn(n, 6)
// targets: randn(n, 1)
// loss: functional.mse_loss(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class Siamese : Module<Tensor, Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(6, 8);
    [Stage(1)] private readonly Linear second = Linear(8, 8);
    [Stage(2)] private readonly LayerNorm norm = LayerNorm(8);
    [Stage(3)] private readonly Linear score = Linear(8, 1);

    public Siamese() : base(nameof(Siamese)) => RegisterComponents();

    private Tensor Encode(Tensor x) => norm.call(second.call(first.call(x).relu()));

    public override Tensor forward(Tensor left, Tensor right)
    {
        var (a, b) = (Encode(left), Encode(right));
        return score.call((a - b).abs());
    }
}
