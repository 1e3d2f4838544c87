// SG0010: Split = [1, 1, 1] of layers does not fit: it needs 2 numbers, one for each of the stages, none negative

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [{|SG0010:Stages(0, 1, Split = [1, 1, 1])|}] private readonly Sequential layers = Sequential(Linear(4, 4), Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => layers.call(x);
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1, Split = [1, 2])] private readonly Sequential layers = Sequential(Linear(4, 4), Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => layers.call(x);
}
