// SG0006: Head has a stage but is no module, it is a computed property: stages are for submodules, parameters and buffers; remove the attribute

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    [{|SG0006:Stage(0)|}] public Linear Head => second;

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => Head.call(first.call(x));
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Linear Head => second;

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => Head.call(first.call(x));
}
