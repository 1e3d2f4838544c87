// SG0019: A forward that keeps something in a field cannot be cut into stages yet: stages and microbatches run at the same time and would overwrite it; return it, or keep it in a local
// SG0019: A forward that keeps something in a field cannot be cut into stages yet: stages and microbatches run at the same time and would overwrite it; return it, or keep it in a local

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    private Tensor? hidden;
    public Tensor? Attention { get; private set; }

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        {|SG0019:hidden|} = first.call(x);
        {|SG0019:Attention|} = hidden.softmax(-1);
        return second.call(hidden);
    }
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, (Tensor, Tensor)>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override (Tensor, Tensor) forward(Tensor x)
    {
        var hidden = first.call(x);
        return (second.call(hidden), hidden.softmax(-1));
    }
}
