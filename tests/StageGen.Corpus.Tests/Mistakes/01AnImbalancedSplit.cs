// An imbalanced split
// met: SG1002
[Pipeline(Microbatches = 8)]
[Typical("batch", 512)]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(512, 512);
    [Stage(0)] private readonly Linear second = Linear(512, 512);
    [Stage(0)] private readonly Linear third = Linear(512, 512);
    [Stage(1)] private readonly Linear fourth = Linear(512, 512);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward([Shape("batch", 512)] Tensor x) => fourth.call(third.call(second.call(first.call(x))));
}
