// inputs: randint(20, [n, 8])
// targets: randint(4, [n])
// loss: functional.cross_entropy(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class TextCnn : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Embedding embedding = Embedding(20, 16);
    [Stage(1)] private readonly Conv1d bigrams = Conv1d(16, 16, 2);
    [Stage(2)] private readonly Conv1d trigrams = Conv1d(16, 16, 3);
    [Stage(3)] private readonly Linear classifier = Linear(32, 4);
    private readonly Dropout dropout = Dropout(0.0);

    public TextCnn() : base(nameof(TextCnn)) => RegisterComponents();

    public override Tensor forward(Tensor ids)
    {
        var x = embedding.call(ids).transpose(1, 2);
        var two = functional.relu(bigrams.call(x)).amax([2]);
        var three = functional.relu(trigrams.call(x)).amax([2]);
        return classifier.call(dropout.call(cat([two, three], 1)));
    }
}
