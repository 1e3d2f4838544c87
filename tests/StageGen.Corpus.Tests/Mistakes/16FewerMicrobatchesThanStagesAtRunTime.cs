// Fewer microbatches than stages, at run time
// met: works
// devices: 4
// samples: 16
[Pipeline(Microbatches = 2)]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 8);
    [Stage(1)] private readonly Linear second = Linear(8, 8);
    [Stage(2)] private readonly Linear third = Linear(8, 8);
    [Stage(3)] private readonly Linear fourth = Linear(8, 8);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => fourth.call(third.call(second.call(first.call(x))));
}
