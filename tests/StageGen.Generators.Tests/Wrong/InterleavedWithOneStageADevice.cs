// SG0026: Interleaved 1F1B has 2 stages a device, on 2 devices 4; the model has 2: cut it finer, or name fewer devices

[{|SG0026:Pipeline(Schedule = PipelineSchedule.Interleaved)|}]
[Device("cuda:0")]
[Device("cuda:1")]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
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

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
