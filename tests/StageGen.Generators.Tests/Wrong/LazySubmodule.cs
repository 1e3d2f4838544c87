// SG0018: 'lazy', a Lazy<Linear> of modules in no stage, cannot be cut into stages: make it a ModuleList<T> or a ModuleDict<T> with [Stage] or [Stages]

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    private readonly Lazy<Linear> lazy = new(() => Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call({|SG0018:lazy|}.Value.call(first.call(x)));
}
