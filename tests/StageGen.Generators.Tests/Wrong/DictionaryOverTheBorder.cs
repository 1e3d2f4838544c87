// SG0022: 'features' is a Dictionary<string, Tensor> and cannot cross from stage 0 to stage 1, as tensors, numbers, strings and arrays of these can: take the tensors out of it into locals, or keep its use in stage 0

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var features = new Dictionary<string, Tensor>();
        features["low"] = first.call(x);
        return second.call({|SG0022:features|}["low"]);
    }
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var low = first.call(x);
        return second.call(low);
    }
}
