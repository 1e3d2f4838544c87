// A batch that does not divide, at run time
// met: works
// devices: 2
// samples: 20
[Pipeline(Microbatches = 8)]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 8);
    [Stage(1)] private readonly Linear second = Linear(8, 8);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
