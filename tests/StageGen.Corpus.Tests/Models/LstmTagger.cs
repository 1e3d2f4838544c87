// inputs: randint(20, [n, 5])
// targets: randint(6, [n, 5])
// loss: functional.cross_entropy(output.reshape(-1, 6), targets.reshape(-1))
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class LstmTagger : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Embedding embedding = Embedding(20, 6);
    [Stage(1)] private readonly LSTM lower = LSTM(6, 8, batchFirst: true);
    [Stage(2)] private readonly LSTM upper = LSTM(8, 8, batchFirst: true);
    [Stage(3)] private readonly Linear hidden2tag = Linear(8, 6);

    public LstmTagger() : base(nameof(LstmTagger)) => RegisterComponents();

    public override Tensor forward(Tensor sentence)
    {
        var embeds = embedding.call(sentence);
        var first = lower.call(embeds);
        // The upper layer begins where the lower one ended.
        var (output, h, _) = upper.call(first.Item1, (first.Item2, first.Item3));
        return hidden2tag.call(output + h.transpose(0, 1));
    }
}
