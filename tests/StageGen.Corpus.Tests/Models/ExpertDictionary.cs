// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class ExpertDictionary : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly ModuleDict<Linear> stems = ModuleDict<Linear>(("left", Linear(6, 6)), ("right", Linear(6, 6)));
    [Stages(1, 2)] private readonly ModuleDict<Linear> layers = ModuleDict<Linear>(("one", Linear(6, 6)), ("two", Linear(6, 6)), ("three", Linear(6, 6)));
    [Stages(2, 3)] private readonly ModuleDict<Linear> tail = ModuleDict<Linear>(("four", Linear(6, 6)), ("five", Linear(6, 6)));

    public ExpertDictionary() : base(nameof(ExpertDictionary)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        var x = stems["left"].call(input) * stems["right"].call(input).sigmoid();
        foreach (var (name, layer) in layers)
        {
            x = layer.call(x).tanh();
            if (name == "two") x = x * 2;
        }

        foreach (var layer in tail.values()) x = layer.call(x);
        return x;
    }
}
