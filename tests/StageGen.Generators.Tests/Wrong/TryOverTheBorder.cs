// SG0019: A try statement that uses submodules of stages 0, 1 cannot be cut into stages yet: keep what is inside to the submodules of one stage, or put these submodules in one stage

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        Tensor y;
        {|SG0019:try|}
        {
            y = second.call(first.call(x));
        }
        catch (System.Runtime.InteropServices.ExternalException)
        {
            y = zeros_like(x);
        }
        return y;
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
        return second.call(first.call(x));
    }
}
