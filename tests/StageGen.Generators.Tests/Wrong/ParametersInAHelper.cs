// SG0018: 'Penalty', in which there is 'parameters()' of the whole model, cannot be cut into stages: a stage has its own submodules only; use it on the submodules that are meant

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    private Tensor Penalty() => parameters().Select(p => p.pow(2).sum()).Aggregate((a, b) => a + b);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x)) + {|SG0018:Penalty()|};
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    private static Tensor Penalty(Linear layer) => layer.weight.pow(2).sum();

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x)) + Penalty(second);
}
