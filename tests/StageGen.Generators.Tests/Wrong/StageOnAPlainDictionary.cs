// SG0019: 'heads', a Dictionary<string, Linear> of modules, cannot be cut into stages yet: make it a ModuleList<T> or a ModuleDict<T>, which registers them

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    [{|SG0019:Stage(1)|}] private readonly Dictionary<string, Linear> heads = new() { ["train"] = Linear(4, 4), ["eval"] = Linear(4, 4) };

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => heads[training ? "train" : "eval"].call(second.call(first.call(x)));
}
