// SG0019: A return inside a loop or another statement cannot be cut into stages yet: put the result in a local and return it in the last line

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var block in blocks)
        {
            if (x.norm().item<float>() < 1e-3) {|SG0019:return x;|}
            x = block.call(x);
        }
        return x;
    }
}
