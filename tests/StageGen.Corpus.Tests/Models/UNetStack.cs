// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class UNetStack : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear stem = Linear(6, 6);
    [Stages(0, 1)] private readonly ModuleList<Linear> downs = new(Linear(6, 6), Linear(6, 6), Linear(6, 6));
    [Stage(2)] private readonly Linear firstUp = Linear(12, 6);
    [Stages(2, 3)] private readonly ModuleList<Linear> ups = new(Linear(12, 6), Linear(12, 6), Linear(12, 6));

    public UNetStack() : base(nameof(UNetStack)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var skips = new Stack<Tensor>();
        x = stem.call(x).tanh();
        skips.Push(x);
        foreach (var down in downs)
        {
            x = down.call(x).tanh();
            skips.Push(x);
        }

        var last = skips.Pop();
        x = firstUp.call(cat([x.sin(), last], 1));
        foreach (var up in ups)
        {
            x = up.call(cat([x, skips.Pop()], 1)).tanh();
        }

        return x;
    }
}
