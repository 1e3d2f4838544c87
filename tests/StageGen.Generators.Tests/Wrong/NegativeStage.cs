// SG0011: first is in stage -1: a stage number is from 0 to 999

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [{|SG0011:Stage(-1)|}] private readonly Linear first = Linear(4, 4);
    [Stage(0)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
