// A batch that does not divide
// met: SG4003
[Pipeline(Microbatches = 8)]
[Typical("batch", 20)]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 8);
    [Stage(1)] private readonly Linear second = Linear(8, 8);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward([Shape("batch", 8)] Tensor x) => second.call(first.call(x));
}
