// SG0018: An async forward cannot be cut into stages: a stage is one piece of work on one device; compute without await
// SG0019: A forward that returns System.Threading.Tasks.Task<Tensor> cannot be cut into stages yet: return a Tensor, or a tuple or list of tensors
// SG0018: await cannot be cut into stages: a stage is one piece of work on one device; compute without it

[Pipeline]
public sealed partial class Net : Module<Tensor, System.Threading.Tasks.Task<Tensor>>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override {|SG0018:async|} {|SG0019:System.Threading.Tasks.Task<Tensor>|} forward(Tensor x)
    {
        var h = first.call(x);
        {|SG0018:await System.Threading.Tasks.Task.Yield()|};
        return second.call(h);
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
        var h = first.call(x);
        return second.call(h);
    }
}
