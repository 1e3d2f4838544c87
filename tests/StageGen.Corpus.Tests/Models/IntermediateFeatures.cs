// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: every feature is read by the next layer and by the head
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class IntermediateFeatures : Module<Tensor, Tensor>
{
    [Stages(0, 3)] private readonly ModuleList<Linear> layers = new(Linear(6, 6), Linear(6, 6), Linear(6, 6), Linear(6, 6), Linear(6, 6));
    [Stage(3)] private readonly Linear head = Linear(18, 6);

    public IntermediateFeatures() : base(nameof(IntermediateFeatures)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var taken = new List<Tensor>();
        for (int i = 0; i < layers.Count; i++)
        {
            x = layers[i].call(x).tanh();
            if (i % 2 == 0) taken.Add(x);
        }

        return head.call(cat(taken.Select(feature => feature * 0.5).ToList(), 1));
    }
}
