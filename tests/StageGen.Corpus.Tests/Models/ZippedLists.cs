// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: a skip's gradient joins the next layer's
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class ZippedLists : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly ModuleList<Linear> layers = ModuleList(Linear(6, 6), Linear(6, 6), Linear(6, 6), Linear(6, 6), Linear(6, 6));
    [Stages(0, 1)] private readonly ModuleList<LayerNorm> norms = ModuleList(LayerNorm(6), LayerNorm(6), LayerNorm(6), LayerNorm(6), LayerNorm(6));
    [Stages(2, 3)] private readonly ModuleList<Linear> decoder = ModuleList(Linear(6, 6), Linear(6, 6), Linear(6, 6));
    [Stage(3)] private readonly Linear head = Linear(6, 6);

    public ZippedLists() : base(nameof(ZippedLists)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var (layer, norm) in layers.Zip(norms)) x = norm.call(layer.call(x)).tanh();
        foreach (var (layer, i) in decoder.Select((layer, i) => (layer, i))) x = x + layer.call(x) / (i + 1);
        return head.call(x);
    }
}
