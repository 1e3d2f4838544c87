// SG0031: 'cuda:0' is declared already: two workers on one device take turns on it, and what either holds is in one memory; give the stages of both to one [Device]

[Pipeline]
[Device("cuda:0", Memory = "24GB")]
[{|SG0031:Device("cuda:0", Memory = "24GB")|}]
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
[Device("cuda:1", Memory = "24GB")]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
