// Training under no_grad
// met: works
// devices: 2
// samples: 16
// grad: none
// note: The devices' workers have gradient modes of their own, so that of the caller does not reach them.
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 8);
    [Stage(1)] private readonly Linear second = Linear(8, 8);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
