// SG0019: Leaving a loop over several stages cannot be cut into stages yet: put what is skipped under an if

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var block in blocks)
        {
            x = block.call(x);
            if (x.norm().item<float>() < 1e-3) {|SG0019:break;|}
        }
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
        bool done = false;
        foreach (var block in blocks)
        {
            if (!done) x = block.call(x);
            done = done || x.norm().item<float>() < 1e-3;
        }
        return x;
    }
}
