// SG0018: 'Project', in which there is a module made in forward, cannot be cut into stages: its parameters would be new at each call, never trained and in no stage; make it a field with [Stage]

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    private static Tensor Project(Tensor t) => nn.Linear(4, 4).call(t);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call({|SG0018:Project(first.call(x))|});
}
