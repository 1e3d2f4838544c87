// SG0019: 'blocks', dealt over stages 0 to 1, used as a whole, cannot be cut into stages yet: go through it in a foreach loop, or in a for loop from 0 to its Count

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(4, 4), Linear(4, 4), Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => {|SG0019:blocks|}.Aggregate(x, (h, block) => block.call(h));
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(4, 4), Linear(4, 4), Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var block in blocks) x = block.call(x);
        return x;
    }
}
