// A wrong width between two stages
// met: SG5001
[Pipeline]
[Typical("batch", 64)]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 16);
    [Stage(1)] private readonly Linear second = Linear(32, 8);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward([Shape("batch", 8)] Tensor x) => second.call(first.call(x));
}
