// inputs: randint(20, [n, 5])
// targets: randn(n, 4)
// loss: functional.mse_loss(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class GruEncoder : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Embedding embed = Embedding(20, 6);
    [Stage(1)] private readonly GRU gru = GRU(6, 8, batchFirst: true);
    [Stage(2)] private readonly Linear attention = Linear(8, 1);
    [Stage(3)] private readonly Linear fc = Linear(8, 4);

    public GruEncoder() : base(nameof(GruEncoder)) => RegisterComponents();

    public override Tensor forward(Tensor ids)
    {
        var (states, _) = gru.call(embed.call(ids));
        var weights = attention.call(states).softmax(1);
        return fc.call((weights * states).sum(1));
    }
}
