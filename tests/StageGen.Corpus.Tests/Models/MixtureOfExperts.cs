// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: the experts' input is read in every stage
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class MixtureOfExperts : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear stem = Linear(6, 6);
    [Stage(0)] private readonly Linear gate = Linear(6, 3);
    [Stage(1)] private readonly Sequential expert0 = Expert();
    [Stage(2)] private readonly Sequential expert1 = Expert();
    [Stage(3)] private readonly Sequential expert2 = Expert();

    public MixtureOfExperts() : base(nameof(MixtureOfExperts)) => RegisterComponents();

    private static Sequential Expert() => Sequential(Linear(6, 8), GELU(), Linear(8, 6));

    public override Tensor forward(Tensor x)
    {
        x = stem.call(x).tanh();
        var weights = functional.softmax(gate.call(x), 1).unsqueeze(-1);
        var y = weights.select(1, 0) * expert0.call(x);
        y = y + weights.select(1, 1) * expert1.call(x);
        y += weights.select(1, 2) * expert2.call(x);
        return x + y;
    }
}
