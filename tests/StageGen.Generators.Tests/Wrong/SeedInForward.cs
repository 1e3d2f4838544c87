// SG0018: 'manual_seed' in forward cannot be cut into stages: stages run at the same time and share the random generator; seed before the step

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        {|SG0018:manual_seed(42)|};
        var noise = randn_like(x);
        return second.call(first.call(x) + noise);
    }
}
