// inputs: randn(n, 5, 4)
// targets: randn(n, 3)
// loss: functional.mse_loss(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class DeepSets : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Sequential phi = Sequential(Linear(4, 8), Tanh());
    [Stage(1)] private readonly Linear phi2 = Linear(8, 8);
    [Stage(2)] private readonly Linear rho1 = Linear(16, 8);
    [Stage(3)] private readonly Linear rho2 = Linear(8, 3);

    public DeepSets() : base(nameof(DeepSets)) => RegisterComponents();

    public override Tensor forward(Tensor set)
    {
        var items = phi2.call(phi.call(set));
        var pooled = cat([items.mean([1]), items.amax([1])], 1);
        return rho2.call(rho1.call(pooled).sigmoid());
    }
}
