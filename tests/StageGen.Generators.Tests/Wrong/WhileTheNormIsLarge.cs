// SG0019: A while statement that uses submodules of stages 0, 1 cannot be cut into stages yet: keep what is inside to the submodules of one stage, or put these submodules in one stage

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var h = first.call(x);
        {|SG0019:while|} (h.norm().item<float>() > 1) h = second.call(first.call(h)) * 0.5;
        return second.call(h);
    }
}
