// SG0030: 'ones(4, 4)' is made on the CPU, whatever device its stage runs on, and cannot meet that stage's tensors: take the device of a tensor of the stage, as in 'device: x.device'
// SG0030: 'second.call(x).to(CPU)' is on a device of its own, whatever device its stage runs on, and cannot meet that stage's tensors: take the device of a tensor of the stage, as in 'device: x.device'

[Pipeline]
[Device("cuda:0")]
[Device("cuda:1")]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = first.call(x);
        var mask = {|SG0030:ones(4, 4)|}.tril();
        x = x.matmul(mask);
        return {|SG0030:second.call(x).to(CPU)|};
    }
}

// instead
[Pipeline]
[Device("cuda:0")]
[Device("cuda:1")]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = first.call(x);
        var mask = ones(4, 4, device: x.device).tril();
        x = x.matmul(mask);
        return second.call(x);
    }
}
