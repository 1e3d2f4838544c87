// SG0018: 'eval()' of the whole model cannot be cut into stages: a stage has its own submodules only; use it on the submodules that are meant

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        {|SG0018:this.eval()|};
        return second.call(first.call(x));
    }
}
