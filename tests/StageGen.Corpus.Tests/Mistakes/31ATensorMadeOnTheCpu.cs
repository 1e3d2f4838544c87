// A tensor made on the CPU
// met: SG0030
[Pipeline]
[Device("cuda:0")]
[Device("cuda:1")]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 8);
    [Stage(1)] private readonly Linear second = Linear(8, 8);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = first.call(x);
        x = x + arange(8);
        return second.call(x);
    }
}
