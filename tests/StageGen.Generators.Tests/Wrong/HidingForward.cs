// SG0003: Net cannot become a pipeline: neither it nor a base class overrides forward; write 'public override Tensor forward(Tensor input)' in it

[Pipeline]
public abstract partial class {|SG0003:Net|} : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public new Tensor forward(Tensor x) => second.call(first.call(x));
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
