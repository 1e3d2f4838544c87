// SG0019: A lambda that uses submodules of stages 0 to 1 cannot be cut into stages yet: make it a local function, which is cut where it is called, or write its statements into forward

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var towers = new Tensor[2];
        System.Threading.Tasks.Parallel.For(0, 2, {|SG0019:i => towers[i] = i == 0 ? first.call(x) : second.call(x)|});
        return towers[0] + towers[1];
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
        var towers = new Tensor[2];
        towers[0] = first.call(x);
        towers[1] = second.call(x);
        return towers[0] + towers[1];
    }
}
