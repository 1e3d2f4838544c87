// inputs: randn(n, 8, 4, 4); whole 1
// targets: randn(n, 8)
// loss: functional.mse_loss(output.main, targets) + output.side.square().mean()
// close: values are read by several layers
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// Operations in what layers are given, at borders and inside of stages: they run where their operands are.
[Pipeline]
public sealed partial class WorkInArguments : Module<Tensor, int, (Tensor main, Tensor side)>
{
    [Stage(0)] private readonly Linear tokens = Linear(8, 8);
    [Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(8, 8), Linear(8, 8), Linear(8, 8));
    [Stage(2)] private readonly Linear half = Linear(8, 8);
    [Stage(2)] private readonly Linear gate = Linear(16, 8);
    [Stage(3)] private readonly Linear head = Linear(8, 8);
    [Stage(3)] private readonly Identity same = Identity();

    public WorkInArguments() : base(nameof(WorkInArguments)) => RegisterComponents();

    private Tensor Mixed(Tensor a, Tensor b) => gate.call(cat([functional.silu(a), b], 1)).sigmoid();

    public override (Tensor main, Tensor side) forward(Tensor image, int mode)
    {
        var x = tokens.call(functional.avg_pool2d(image, 2).flatten(2).mean([2]));
        if (mode == 7) return (head.call(x.relu()), x * 2);
        var (low, high) = (x.narrow(1, 0, 4), x.narrow(1, 4, 4));
        foreach (var block in blocks) x = block.call(functional.gelu(x) * 0.5);
        var y = half.call(functional.max_pool1d(x.unsqueeze(1), 3, stride: 1, padding: 1).squeeze(1));
        var z = Mixed(b: cat([high, low], 1), a: x - y);
        switch (mode)
        {
            case 0: z = head.call(-z); break;
            default: z = head.call(functional.relu(z) + x.sum(1, keepdim: true)).tanh(); break;
        }
        // The view is handed on before what it sees is changed.
        var doubled = y * 2;
        var seen = same.call(doubled.view(-1, 8)) * 0.5;
        doubled.add_(1);
        return (z + head.call(functional.relu(half.call(y.tanh()))), seen + doubled + x.sin());
    }
}
