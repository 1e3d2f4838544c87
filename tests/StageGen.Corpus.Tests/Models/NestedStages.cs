// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class NestedStages : Module<Tensor, Tensor>
{
    [Stages(0, 3)] private readonly ModuleList<ModuleList<Linear>> stages;
    [Stages(0, 3)] private readonly ModuleList<Sequential> mixers;
    [Stage(3)] private readonly Linear out_proj = Linear(6, 6);

    public NestedStages() : base(nameof(NestedStages))
    {
        stages = new ModuleList<ModuleList<Linear>>();
        mixers = new ModuleList<Sequential>();
        foreach (int depth in new[] { 1, 2, 1, 2 })
        {
            stages.Add(new ModuleList<Linear>(Enumerable.Range(0, depth).Select(_ => Linear(6, 6)).ToArray()));
            mixers.Add(Sequential(Linear(6, 6), Tanh()));
        }

        RegisterComponents();
    }

    private Linear Head => out_proj;

    public override Tensor forward(Tensor x)
    {
        for (int i = 0; i < stages.Count; i++)
        {
            for (int j = 0; j < stages[i].Count; j++)
            {
                x = x + stages[i][j].call(x).relu() * 0.5;
            }

            x = mixers[i].call(x);
        }

        return Head.call(x);
    }
}
