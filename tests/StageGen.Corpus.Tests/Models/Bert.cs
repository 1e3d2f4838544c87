// inputs: randint(20, [n, 5]); randint(2, [n, 5]); ones(n, 5)
// targets: randint(3, [n])
// loss: functional.cross_entropy(output.pooled, targets) + output.sequence.pow(2).mean()
// close: a transposed gradient that a border makes contiguous is summed in another order
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class Bert : Module<Tensor, Tensor, Tensor, (Tensor sequence, Tensor pooled)>
{
    [Stage(0)] private readonly Embedding word = Embedding(20, 8);
    [Stage(0)] private readonly Embedding position = Embedding(5, 8);
    [Stage(0)] private readonly Embedding tokenType = Embedding(2, 8);
    [Stage(0)] private readonly LayerNorm norm = LayerNorm(8);
    [Stages(0, 3)] private readonly ModuleList<BertLayer> layers =
        new(new BertLayer(8), new BertLayer(8), new BertLayer(8), new BertLayer(8));
    [Stage(3)] private readonly Linear pooler = Linear(8, 8);
    [Stage(3)] private readonly Linear classifier = Linear(8, 3);

    public Bert() : base(nameof(Bert)) => RegisterComponents();

    public override (Tensor sequence, Tensor pooled) forward(Tensor inputIds, Tensor tokenTypes, Tensor attentionMask)
    {
        var length = inputIds.shape[1];
        var positions = arange(length, device: inputIds.device).unsqueeze(0);
        var hidden = norm.call(word.call(inputIds) + position.call(positions) + tokenType.call(tokenTypes));
        var extended = (1.0 - attentionMask.unsqueeze(1)) * -10000.0;
        for (int i = 0; i < layers.Count; i++)
        {
            hidden = layers[i].call(hidden, extended);
        }

        var pooled = pooler.call(hidden.select(1, 0)).tanh();
        return (hidden, classifier.call(pooled));
    }
}

public sealed class BertLayer : Module<Tensor, Tensor, Tensor>
{
    private readonly Linear query, key, value, dense, up, down;
    private readonly LayerNorm norm1, norm2;

    public BertLayer(int width) : base(nameof(BertLayer))
    {
        query = Linear(width, width);
        key = Linear(width, width);
        value = Linear(width, width);
        dense = Linear(width, width);
        up = Linear(width, 2 * width);
        down = Linear(2 * width, width);
        norm1 = LayerNorm(width);
        norm2 = LayerNorm(width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor mask)
    {
        var scores = query.call(x).matmul(key.call(x).transpose(1, 2)) / Math.Sqrt(8) + mask;
        x = norm1.call(x + dense.call(functional.softmax(scores, -1).matmul(value.call(x))));
        return norm2.call(x + down.call(functional.gelu(up.call(x))));
    }
}
