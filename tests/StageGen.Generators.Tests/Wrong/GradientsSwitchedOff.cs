// SG0018: 'set_grad_enabled' without using cannot be cut into stages: every stage must open and close it for itself; write 'using var scope = torch.set_grad_enabled(false);' or 'using (torch.set_grad_enabled(false)) { … }'
// SG0018: 'set_grad_enabled' without using cannot be cut into stages: every stage must open and close it for itself; write 'using var scope = torch.set_grad_enabled(true);' or 'using (torch.set_grad_enabled(true)) { … }'

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        {|SG0018:torch.set_grad_enabled(false)|};
        var h = first.call(x);
        {|SG0018:torch.set_grad_enabled(true)|};
        return second.call(h);
    }
}
