// SG0018: 'Mixed', in which there is 'grid', a Linear[,] of modules in no stage, cannot be cut into stages: make it a ModuleList<T> or a ModuleDict<T> with [Stage] or [Stages]

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    private readonly Linear[,] grid = { { Linear(4, 4) }, { Linear(4, 4) } };

    private Tensor Mixed(Tensor t) => grid[0, 0].call(t) + grid[1, 0].call(t);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call({|SG0018:Mixed(first.call(x))|});
}
