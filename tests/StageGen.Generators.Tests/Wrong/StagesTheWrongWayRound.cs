// SG0008: [Stages(1, 0)] of layers ends before it begins: write the first stage first

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [{|SG0008:Stages(1, 0)|}] private readonly Sequential layers = Sequential(Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => layers.call(x);
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly Sequential layers = Sequential(Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => layers.call(x);
}
