// SG0019: A lambda that uses submodules of stages 0 to 1 cannot be cut into stages yet: make it a local function, which is cut where it is called, or write its statements into forward

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        Func<Tensor, Tensor> both = {|SG0019:t => second.call(first.call(t))|};
        return both(x);
    }
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        return Both(x);

        Tensor Both(Tensor t) => second.call(first.call(t));
    }
}
