// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class ArraysOfModules : Module<Tensor, Tensor>
{
    [Stages(0, 2)] private readonly Linear[] layers;
    [Stages(0, 2)] private readonly List<LayerNorm> norms = [];
    [Stage(3)] private readonly Module<Tensor, Tensor>[] heads = [Linear(6, 6), Linear(6, 6)];

    public ArraysOfModules(int depth = 4) : base(nameof(ArraysOfModules))
    {
        layers = Enumerable.Range(0, depth).Select(_ => Linear(6, 6)).ToArray();
        for (int i = 0; i < layers.Length; i++)
        {
            norms.Add(LayerNorm(6));
            register_module($"layer{i}", layers[i]);
            register_module($"norm{i}", norms[i]);
        }

        for (int i = 0; i < heads.Length; i++) register_module($"head{i}", heads[i]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (int i = 0; i < layers.Length; i++)
        {
            x = norms[i].call(x + layers[i].call(x).relu());
        }

        return heads[0].call(x) + heads[1].call(x).tanh();
    }
}
