// SG0018: 'Saliency', in which there is a backward pass inside forward, cannot be cut into stages: its gradients would end at the border of the stage; compute it from the loss, outside

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    private static void Saliency(Tensor y) => y.sum().backward();

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var y = second.call(first.call(x));
        {|SG0018:Saliency(y)|};
        return y;
    }
}
