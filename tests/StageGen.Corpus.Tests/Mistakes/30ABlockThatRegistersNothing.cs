// A block that registers nothing
// met: SG0029
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 8);
    [Stage(1)] private readonly Block second = new();

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}

public sealed class Block : Module<Tensor, Tensor>
{
    private readonly Linear inner = Linear(8, 8);

    public Block() : base(nameof(Block)) { }

    public override Tensor forward(Tensor x) => inner.call(x);
}
