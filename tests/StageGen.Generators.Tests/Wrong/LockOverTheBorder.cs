// SG0019: A lock statement that uses submodules of stages 0, 1 cannot be cut into stages yet: keep what is inside to the submodules of one stage, or put these submodules in one stage

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    private readonly object gate = new();

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        {|SG0019:lock|} (gate)
        {
            x = first.call(x);
            x = second.call(x);
        }
        return x;
    }
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    private readonly object gate = new();

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = first.call(x);
        return second.call(x);
    }
}
