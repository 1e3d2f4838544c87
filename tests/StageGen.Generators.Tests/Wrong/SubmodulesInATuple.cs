// SG0018: 'pair', a (Linear Down, Linear Up) of modules in no stage, cannot be cut into stages: make it a ModuleList<T> or a ModuleDict<T> with [Stage] or [Stages]
// SG0018: 'pair', a (Linear Down, Linear Up) of modules in no stage, cannot be cut into stages: make it a ModuleList<T> or a ModuleDict<T> with [Stage] or [Stages]

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    private readonly (Linear Down, Linear Up) pair = (Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call({|SG0018:pair|}.Down.call(first.call(x)) + {|SG0018:pair|}.Up.call(x));
}
