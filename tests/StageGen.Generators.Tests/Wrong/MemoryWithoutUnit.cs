// SG0014: Memory = "24000" cannot be read: it is a number and a unit, as in "24GB" or "512MB"

[Pipeline]
[{|SG0014:Device("cuda:0", Memory = "24000")|}]
[Device("cuda:1")]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}

// instead
[Pipeline]
[Device("cuda:0", Memory = "24GB")]
[Device("cuda:1")]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
