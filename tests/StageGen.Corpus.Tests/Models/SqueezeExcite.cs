// inputs: randn(n, 16, 4, 4)
// targets: randint(4, [n])
// loss: functional.cross_entropy(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class SqueezeExcite : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Conv2d conv = Conv2d(16, 16, 3, padding: 1);
    [Stage(1)] private readonly Linear squeeze = Linear(16, 4);
    [Stage(2)] private readonly Linear excite = Linear(4, 16);
    [Stage(3)] private readonly Linear fc = Linear(16, 4);

    public SqueezeExcite() : base(nameof(SqueezeExcite)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = functional.relu(conv.call(x));
        var scale = excite.call(functional.relu(squeeze.call(x.mean([2, 3])))).sigmoid();
        x = x * scale.view(-1, 16, 1, 1);
        return fc.call(x.mean([2, 3]));
    }
}
