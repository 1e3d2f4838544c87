// SG0018: A module made in forward cannot be cut into stages: its parameters would be new at each call, never trained and in no stage; make it a field with [Stage]

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var projection = {|SG0018:Linear(4, 4)|};
        return second.call(projection.call(first.call(x)));
    }
}
