// inputs: randn(n, 16, 12)
// targets: randn(n, 16)
// loss: functional.mse_loss(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class WaveNet : Module<Tensor, Tensor>
{
    [Stages(0, 3)] private readonly ModuleList<Conv1d> filters;
    [Stages(0, 3)] private readonly ModuleList<Conv1d> gates;
    [Stage(3)] private readonly Conv1d last = Conv1d(16, 16, 1);

    public WaveNet() : base(nameof(WaveNet))
    {
        filters = new ModuleList<Conv1d>();
        gates = new ModuleList<Conv1d>();
        foreach (int dilation in new[] { 1, 2, 1, 2 })
        {
            filters.Add(Conv1d(16, 16, 3, padding: dilation, dilation: dilation));
            gates.Add(Conv1d(16, 16, 3, padding: dilation, dilation: dilation));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var skips = new List<Tensor>();
        for (int i = 0; i < filters.Count; i++)
        {
            var h = filters[i].call(x).tanh() * gates[i].call(x).sigmoid();
            skips.Add(h);
            x = x + h;
        }

        var sum = skips[0];
        for (int i = 1; i < skips.Count; i++) sum = sum + skips[i];
        return last.call(functional.relu(sum)).mean([2]);
    }
}
