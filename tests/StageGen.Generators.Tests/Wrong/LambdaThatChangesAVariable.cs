// SG0019: A lambda that gives 'x' another value cannot be cut into stages yet: write its statements into forward

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        Action grow = () => {|SG0019:x|} = first.call(x);
        grow();
        var y = second.call(x);
        grow();
        return second.call(x) + y;
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
        x = first.call(x);
        var y = second.call(x);
        x = first.call(x);
        return second.call(x) + y;
    }
}
