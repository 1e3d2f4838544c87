// SG0022: 'state' is a State and cannot cross from stage 0 to stage 1, as tensors, numbers, strings and arrays of these can: take the tensors out of it into locals, or keep its use in stage 0

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var state = new State(first.call(x));
        return second.call({|SG0022:state|}.Hidden);
    }
}

public sealed class State(Tensor hidden)
{
    public Tensor Hidden { get; } = hidden;
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
        var hidden = new State(first.call(x)).Hidden;
        return second.call(hidden);
    }
}

public sealed class State(Tensor hidden)
{
    public Tensor Hidden { get; } = hidden;
}
