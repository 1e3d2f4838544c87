// SG0018: A label cannot be cut into stages: a jump cannot lead from one stage into another; use a loop or an if
// SG0018: goto cannot be cut into stages: a jump cannot lead from one stage into another; use a loop or an if

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        int tries = 0;
        {|SG0018:again|}:
        var h = first.call(x);
        if (h.isnan().any().item<bool>() && tries++ < 3) {|SG0018:goto again;|}
        return second.call(h);
    }
}
