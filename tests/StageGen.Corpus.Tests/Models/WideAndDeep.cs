// inputs: randn(n, 6); randint(10, [n, 3])
// targets: randn(n, 1)
// loss: functional.mse_loss(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class WideAndDeep : Module<Tensor, Tensor, Tensor>
{
    [Stage(0)] private readonly Embedding categories = Embedding(10, 4);
    [Stage(1)] private readonly Linear hidden1 = Linear(18, 8);
    [Stage(2)] private readonly Linear hidden2 = Linear(8, 8);
    [Stage(3)] private readonly Linear deepOut = Linear(8, 1);
    [Stage(3)] private readonly Linear wide = Linear(6, 1);

    public WideAndDeep() : base(nameof(WideAndDeep)) => RegisterComponents();

    public override Tensor forward(Tensor numbers, Tensor ids)
    {
        var embedded = categories.call(ids).flatten(1);
        var deep = cat([numbers, embedded], dim: 1);
        deep = functional.relu(hidden1.call(deep));
        deep = functional.relu(hidden2.call(deep));
        return wide.call(numbers) + deepOut.call(deep);
    }
}
