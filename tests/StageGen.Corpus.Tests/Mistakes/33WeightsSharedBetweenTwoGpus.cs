// Weights shared between two GPUs
// met: SG0028
[Pipeline]
[Device("cuda:0")]
[Device("cuda:1")]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Embedding tokens = Embedding(100, 8);
    [Stage(1)] private readonly Linear head = Linear(8, 100, hasBias: false);

    public Net() : base(nameof(Net))
    {
        head.weight = tokens.weight;
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids) => head.call(tokens.call(ids));
}
