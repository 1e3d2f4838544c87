// SG0019: A using statement that uses submodules of stages 0, 1 cannot be cut into stages yet: open it once for the statements of each stage, or for all that follows with 'using var'

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        Tensor y;
        {|SG0019:using|} (no_grad())
        {
            y = second.call(first.call(x));
        }
        return y;
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
        Tensor h, y;
        using (no_grad()) h = first.call(x);
        using (no_grad()) y = second.call(h);
        return y;
    }
}
