// SG0019: A forward that returns IEnumerable<Tensor> cannot be cut into stages yet: return a Tensor, or a tuple or list of tensors
// SG0018: yield cannot be cut into stages: forward must return its result at once
// SG0018: yield cannot be cut into stages: forward must return its result at once

[Pipeline]
public sealed partial class Net : Module<Tensor, IEnumerable<Tensor>>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override {|SG0019:IEnumerable<Tensor>|} forward(Tensor x)
    {
        x = first.call(x);
        {|SG0018:yield return x;|}
        {|SG0018:yield return second.call(x);|}
    }
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, List<Tensor>>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override List<Tensor> forward(Tensor x)
    {
        x = first.call(x);
        return [x, second.call(x)];
    }
}
