// SG0018: 'Twice', an extension method on the whole model, cannot be cut into stages: a stage has its own submodules only; write its statements into forward or a method of the class

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Linear First => first;
    public Linear Second => second;

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => {|SG0018:this.Twice(x)|};
}

public static class Ensemble
{
    public static Tensor Twice(this Net net, Tensor x) => net.Second.call(net.First.call(x));
}
