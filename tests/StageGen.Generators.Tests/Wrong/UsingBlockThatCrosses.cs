// SG0019: A using statement that uses submodules of stages 0, 1 cannot be cut into stages yet: declare it with 'using var', without a block
// SG0019: A return inside a loop or another statement cannot be cut into stages yet: put the result in a local and return it in the last line

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        {|SG0019:using|} (var h = first.call(x))
        {
            {|SG0019:return second.call(h);|}
        }
    }
}
