// A branch that hangs on data
// met: works
// devices: 2
// samples: 16
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 8);
    [Stage(1)] private readonly Linear second = Linear(8, 8);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = first.call(x);
        if (x.norm().ToDouble() > 1) x = x / x.norm();
        return second.call(x);
    }
}
