// SG0019: A for statement that uses submodules of stages 0, 1 cannot be cut into stages yet: go through the list in a foreach loop, or in a for loop from 0 to its Count, and number the stages in that order

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(4, 4), Linear(4, 4));

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        {|SG0019:for|} (int i = blocks.Count - 1; i >= 0; i--) x = blocks[i].call(x);
        return x;
    }
}
