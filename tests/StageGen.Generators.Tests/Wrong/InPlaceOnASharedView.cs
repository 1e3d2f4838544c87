// SG0019: 'h', changed in place while 'flat' sees the same memory, cannot be cut into stages yet: use the method without '_', or change it in the stage that makes it

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var h = first.call(x);
        var flat = h.view(-1);
        var y = second.call(h);
        {|SG0019:h|}.add_(y);
        return h + flat.sum();
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
        var h = first.call(x);
        var flat = h.view(-1);
        var y = second.call(h);
        return h + y + flat.sum();
    }
}
