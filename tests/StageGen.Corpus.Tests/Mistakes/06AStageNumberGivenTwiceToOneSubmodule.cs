// A stage number given twice to one submodule
// met: SG0007
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0), Stages(0, 1)] private readonly Sequential layers = Sequential(Linear(8, 8), Linear(8, 8));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => layers.call(x);
}
