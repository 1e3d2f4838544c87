// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class HighwayStack : Module<Tensor, Tensor>
{
    [Stages(0, 3)] private readonly ModuleList<Linear> transforms = ModuleList(Linear(6, 6), Linear(6, 6), Linear(6, 6), Linear(6, 6));
    [Stages(0, 3)] private readonly ModuleList<Linear> carries = ModuleList(Linear(6, 6), Linear(6, 6), Linear(6, 6), Linear(6, 6));

    public HighwayStack() : base(nameof(HighwayStack)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var (transform, carry) in transforms.Zip(carries))
        {
            var gate = carry.call(x).sigmoid();
            x = gate * transform.call(x).relu() + (1 - gate) * x;
        }

        return x;
    }
}
