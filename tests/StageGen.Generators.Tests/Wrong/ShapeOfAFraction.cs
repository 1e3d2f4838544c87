// SG0020: [Shape] of x has a dimension -4: write a string for one that may vary, or a positive int for one that is fixed

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward([{|SG0020:Shape("batch", -4)|}] Tensor x) => second.call(first.call(x));
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward([Shape("batch", 4)] Tensor x) => second.call(first.call(x));
}
