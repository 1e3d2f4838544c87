// SG0032: Stages = 3 is more than Net can be cut in: it has 2 parts that can be apart (first, second | third); write at most 2, or make several submodules of a large one

[Pipeline({|SG0032:Stages = 3|})]
public sealed partial class Net : Module<Tensor, Tensor>
{
    private readonly Linear first = Linear(4, 4);
    private readonly Linear second = Linear(4, 4);
    private readonly Linear third = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    // first runs again after second, so that neither can be in a stage before the other's.
    public override Tensor forward([Shape("batch", 4)] Tensor x) => third.call(first.call(second.call(first.call(x))));
}

// instead
[Pipeline(Stages = 2)]
public sealed partial class Net : Module<Tensor, Tensor>
{
    private readonly Linear first = Linear(4, 4);
    private readonly Linear second = Linear(4, 4);
    private readonly Linear third = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward([Shape("batch", 4)] Tensor x) => third.call(first.call(second.call(first.call(x))));
}
