// SG0013: The devices do not share out the stages: stage 0 should come next, not 1: a device runs neighbouring stages, and devices stand in the order of their stages
// SG0012: This device runs stage 2, which does not exist: the stages are 0 to 1

[Pipeline]
[{|SG0013:Device("cuda:0", Stages = [1])|}]
[{|SG0012:Device("cuda:1", Stages = [2])|}]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}

// instead
[Pipeline]
[Device("cuda:0", Stages = [0])]
[Device("cuda:1", Stages = [1])]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
