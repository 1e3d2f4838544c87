// A loop that hangs on data, over stages
// met: SG0019
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 8);
    [Stage(1)] private readonly Linear second = Linear(8, 8);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        while (x.norm().ToDouble() < 1) x = second.call(first.call(x));
        return x;
    }
}
