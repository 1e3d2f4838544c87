// SG0019: An input that is (Tensor, Tensor), of which no microbatch can be cut, cannot be cut into stages yet: take its tensors as inputs of their own

[Pipeline]
public sealed partial class Net : Module<(Tensor, Tensor), Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward({|SG0019:(Tensor, Tensor) pair|})
    {
        return second.call(first.call(pair.Item1) + pair.Item2);
    }
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x, Tensor skip)
    {
        return second.call(first.call(x) + skip);
    }
}
