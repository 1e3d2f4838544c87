// SG0024: What stage 1 (second) computes never reaches the result of forward: use it there, or give its submodules another stage

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [{|SG0024:Stage(1)|}] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var unused = second.call(x);
        return first.call(x);
    }
}
