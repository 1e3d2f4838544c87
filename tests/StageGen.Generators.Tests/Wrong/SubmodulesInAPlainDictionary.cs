// SG0018: 'heads', a Dictionary<string, Linear> of modules in no stage, cannot be cut into stages: make it a ModuleList<T> or a ModuleDict<T> with [Stage] or [Stages]

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    private readonly Dictionary<string, Linear> heads = new() { ["train"] = Linear(4, 4), ["eval"] = Linear(4, 4) };

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => {|SG0018:heads|}[training ? "train" : "eval"].call(second.call(first.call(x)));
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    [Stage(1)] private readonly ModuleDict<Linear> heads = ModuleDict(("train", Linear(4, 4)), ("eval", Linear(4, 4)));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => heads[training ? "train" : "eval"].call(second.call(first.call(x)));
}
