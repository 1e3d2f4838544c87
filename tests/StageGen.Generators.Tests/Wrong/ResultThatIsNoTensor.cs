// SG0019: A forward that returns float cannot be cut into stages yet: return a Tensor, or a tuple or list of tensors

[Pipeline]
public sealed partial class Net : Module<Tensor, float>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override {|SG0019:float|} forward(Tensor x)
    {
        var y = second.call(first.call(x));
        return y.sum().item<float>();
    }
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var y = second.call(first.call(x));
        return y.sum();
    }
}
