// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: a skip's gradient joins the next layer's
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class RangesOfBlocks : Module<Tensor, Tensor>
{
    [Stages(0, 3)] private readonly ModuleList<Linear> layers;
    [Stages(0, 3)] private readonly ModuleList<LayerNorm> norms;
    [Stage(3)] private readonly Linear head = Linear(6, 6);
    private readonly int depth = 6;

    public RangesOfBlocks() : base(nameof(RangesOfBlocks))
    {
        layers = new ModuleList<Linear>();
        norms = new ModuleList<LayerNorm>();
        for (int i = 0; i < depth; i++)
        {
            layers.append(Linear(6, 6));
            norms.append(LayerNorm(6));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        // Every block but the first; all of them are counted by a number of the model's own.
        var outputs = new List<Tensor>();
        for (int i = 1; i < layers.Count; i++)
        {
            x = norms[i].call(layers[i].call(x)).relu() + x;
            if (i % 2 == 0) outputs.Add(x);
        }

        for (var i = 0; i < depth; i += 2) x = x + 0.1 * i;
        foreach (var output in outputs) x = x + output;
        return head.call(x);
    }
}
