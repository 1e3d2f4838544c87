// SG0019: A condition whose branches run in stage 1 and before it cannot be cut into stages yet: compute 'first.call(x).sum().item<float>() > 0' in a line of its own, above
// SG0016: 'the condition' comes from stage 1 and cannot flow back to what it decides on in stage 0: move what it decides on to stage 1 or a later one, or what makes the value to stage 0

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        bool both = second.call(x).sum().item<float>() > 0 && {|SG0019:first.call(x).sum().item<float>() > 0|};
        return both ? second.call({|SG0016:first.call(x)|}) : second.call(x);
    }
}
