// SG0018: 'head', a module of the base class Headed, cannot be cut into stages: its parameters are in no stage; move the field into Net and give it a [Stage]

[Pipeline]
public sealed partial class Net : Headed
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public override Tensor forward(Tensor x) => {|SG0018:head|}.call(second.call(first.call(x)));
}

public abstract class Headed : Module<Tensor, Tensor>
{
    protected readonly Linear head = Linear(4, 4);

    protected Headed() : base(nameof(Headed)) { }
}
