// SG0018: The whole model, called inside its own forward, cannot be cut into stages: the call would run all stages in one; write it as a loop in forward

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var y = second.call(first.call(x));
        if (training) y = y + {|SG0018:call(x * 2)|};
        return y;
    }
}
