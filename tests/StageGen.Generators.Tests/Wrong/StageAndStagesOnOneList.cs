// SG0007: blocks has both [Stage] and [Stages]: keep [Stage(n)] for a module of one stage, [Stages(first, last)] for a list dealt over several

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [{|SG0007:Stage(0)|}, Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var block in blocks) x = block.call(x);
        return x;
    }
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var block in blocks) x = block.call(x);
        return x;
    }
}
