// SG0019: A forward in Pair that uses its type parameter 'TBlock', which is a type parameter of Net, cannot be cut into stages yet: override forward in Net

[Pipeline]
public sealed partial class Net<TLayer>(TLayer one, TLayer other) : Pair<TLayer>(one, other)
    where TLayer : Module<Tensor, Tensor>
{
}

public abstract class Pair<TBlock> : Module<Tensor, Tensor>
    where TBlock : Module<Tensor, Tensor>
{
    [Stage(0)] protected readonly TBlock first;
    [Stage(1)] protected readonly TBlock second;

    protected Pair(TBlock one, TBlock other) : base("pair")
    {
        (first, second) = (one, other);
        RegisterComponents();
    }

    public override Tensor {|SG0019:forward|}(Tensor x)
    {
        TBlock last = second;
        return last.call(first.call(x));
    }
}
