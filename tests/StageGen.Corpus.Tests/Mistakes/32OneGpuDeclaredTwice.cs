// One GPU declared twice
// met: SG0031
[Pipeline]
[Device("cuda:0")]
[Device("cuda:0")]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 8);
    [Stage(1)] private readonly Linear second = Linear(8, 8);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
