// Submodules in a plain array
// met: works
// devices: 2
// samples: 16
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly Linear[] layers = [Linear(8, 8), Linear(8, 8)];

    public Net() : base(nameof(Net))
    {
        for (int i = 0; i < layers.Length; i++) register_module($"layer{i}", layers[i]);
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers) x = layer.call(x);
        return x;
    }
}
