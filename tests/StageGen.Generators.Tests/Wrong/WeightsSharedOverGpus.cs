// SG0028: 'third' shares weights with 'first', stage 2 is on cuda:1 and stage 0 on cuda:0: devices without common memory cannot share a parameter, and making the pipeline fails; put both in stages of one device

[Pipeline]
[Device("cuda:0", Stages = [0, 1])]
[Device("cuda:1", Stages = [2])]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    [Stage(2)] private readonly Linear third = Linear(4, 4);

    public Net() : base(nameof(Net))
    {
        second.weight = first.weight;
        {|SG0028:third.weight = first.weight|};
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => third.call(second.call(first.call(x)));
}

// instead
[Pipeline]
[Device("cuda:0", Stages = [0, 1])]
[Device("cuda:1", Stages = [2])]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);
    [Stage(2)] private readonly Linear third = Linear(4, 4);

    public Net() : base(nameof(Net))
    {
        second.weight = first.weight;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => third.call(second.call(first.call(x)));
}
