// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class ElementsByNumber : Module<Tensor, Tensor>
{
    [Stages(0, 3)] private readonly ModuleList<Linear> layers;
    [Stages(0, 3)] private readonly Sequential mixers = Sequential(Linear(6, 6), Tanh(), Linear(6, 6), Linear(6, 6));

    public ElementsByNumber() : base(nameof(ElementsByNumber))
    {
        layers = ModuleList(Linear(6, 6), Linear(6, 6), Linear(6, 6), Linear(6, 6));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = layers[0].call(x).relu();
        x = ((Linear)mixers[0]).call(x).tanh();
        x = layers[1].call(x).sin();
        x = layers[2].call(layers[2].call(x).relu());
        return layers[^1].call(x);
    }
}
