// SG0019: An if that uses submodules of stages 0, 1 cannot be cut into stages yet: keep what is inside to the submodules of one stage, or put these submodules in one stage

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        object mode = x.size(0);
        {|SG0019:if|} (mode is long count && count > 1) x = second.call(first.call(x)) / count;
        return second.call(x);
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
        long count = x.size(0);
        if (count > 1) x = second.call(first.call(x)) / count;
        return second.call(x);
    }
}
