// SG0016: 'h.relu()' comes from stage 1 and cannot flow back to first in stage 0: move first to stage 1 or a later one, or what makes the value to stage 0
// SG0016: 'h * 2' comes from stage 1 and cannot flow back to first in stage 0: move first to stage 1 or a later one, or what makes the value to stage 0

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var h = second.call(x);
        h = first.call({|SG0016:h.relu()|});
        return second.call(first.call({|SG0016:h * 2|}));
    }
}
