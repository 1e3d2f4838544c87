// SG0018: 'no_grad' without using cannot be cut into stages: every stage must open and close it for itself; write 'using var scope = no_grad();' or 'using (no_grad()) { … }'

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var frozen = {|SG0018:no_grad()|};
        var h = first.call(x);
        frozen.Dispose();
        return second.call(h);
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
        Tensor h;
        using (no_grad()) h = first.call(x);
        return second.call(h);
    }
}
