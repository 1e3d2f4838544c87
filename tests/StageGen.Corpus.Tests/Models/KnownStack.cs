// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class KnownStack : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear a = Linear(6, 6);
    [Stage(1)] private readonly Linear b = Linear(6, 6);
    [Stage(2)] private readonly Linear c = Linear(12, 6);
    [Stage(3)] private readonly Linear d = Linear(12, 6);

    public KnownStack() : base(nameof(KnownStack)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        Stack<Tensor> stack = new();
        var queue = new Queue<Tensor>();
        stack.Push(a.call(x));
        queue.Enqueue(stack.Peek().tanh());
        stack.Push(b.call(stack.Peek()).sigmoid());
        queue.Enqueue(x);
        x = c.call(cat([stack.Pop(), queue.Dequeue()], 1));
        return d.call(cat([stack.Pop(), x + queue.Peek()], 1));
    }
}
