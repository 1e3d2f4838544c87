// SG0019: 'blocks', dealt over stages 0 to 1, used as a whole, cannot be cut into stages yet: go through it in a foreach loop, or in a for loop from 0 to its Count

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(4, 4), Linear(4, 4), Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var towers = Enumerable.Range(0, 4).Select(i => {|SG0019:blocks[i].call(x)|}).ToList();
        return stack(towers).sum(0);
    }
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(4, 4), Linear(4, 4), Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var towers = new List<Tensor>();
        foreach (var block in blocks) towers.Add(block.call(x));
        return stack(towers).sum(0);
    }
}
