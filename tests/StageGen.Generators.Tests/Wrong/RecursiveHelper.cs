// SG0019: 'Refine', which calls itself and uses submodules of stages 0, 1, cannot be cut into stages yet: write it as a loop in forward

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    private Tensor Refine(Tensor t, int depth) => depth == 0 ? second.call(t) : Refine(first.call(t), depth - 1);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => {|SG0019:Refine(x, 3)|};
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    private Tensor Refine(Tensor t, int depth) => depth == 0 ? second.call(t) : Refine(first.call(t), depth - 1);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        for (int i = 0; i < 3; i++) x = first.call(x);
        return second.call(x);
    }
}
