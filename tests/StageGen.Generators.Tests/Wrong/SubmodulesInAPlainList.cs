// SG0005: layers of Net is in no stage: give each submodule [Stage(n)], or [Stages(first, last)] to deal a ModuleList or Sequential

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    private readonly List<Linear> {|SG0005:layers|} = [Linear(4, 4), Linear(4, 4)];

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = first.call(x);
        foreach (var layer in layers) x = layer.call(x);
        return second.call(x);
    }
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    [Stage(1)] private readonly ModuleList<Linear> layers = new(Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = first.call(x);
        foreach (var layer in layers) x = layer.call(x);
        return second.call(x);
    }
}
