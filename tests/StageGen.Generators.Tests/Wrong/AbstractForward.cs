// SG0003: Net cannot become a pipeline: its forward has no body; write one, or move [Pipeline] to the class that does

[Pipeline]
public abstract partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public abstract override Tensor {|SG0003:forward|}(Tensor x);

    public Net() : base(nameof(Net)) => RegisterComponents();

}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
