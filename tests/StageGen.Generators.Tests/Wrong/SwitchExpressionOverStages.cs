// SG0019: A condition whose branches run in stage 1 and before it cannot be cut into stages yet: compute 'first.call(x)' in a line of its own, above

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        return (int)x.size(0) switch
        {
            var n when n < 2 => second.call({|SG0019:first.call(x)|}),
            _ => second.call(x),
        };
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
        if (x.size(0) == 1) x = first.call(x);
        return second.call(x);
    }
}
