// inputs: randint(20, [n, 5]); randint(20, [n, 4])
// targets: randint(20, [n, 4])
// loss: functional.cross_entropy(output.reshape(-1, 20), targets.reshape(-1))
// close: the encoder's output is read in every stage of the decoder
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class T5 : Module<Tensor, Tensor, Tensor>
{
    [Stage(0)] private readonly Embedding source = Embedding(20, 8);
    [Stages(0, 1)] private readonly ModuleList<Feed> encoder = new(new Feed(8), new Feed(8));
    [Stage(1)] private readonly Embedding target = Embedding(20, 8);
    [Stages(2, 3)] private readonly ModuleList<DecoderLayer> decoder = new(new DecoderLayer(8), new DecoderLayer(8), new DecoderLayer(8));
    [Stage(3)] private readonly Linear head = Linear(8, 20, hasBias: false);

    public T5() : base(nameof(T5)) => RegisterComponents();

    public override Tensor forward(Tensor inputIds, Tensor decoderIds)
    {
        var memory = source.call(inputIds);
        foreach (var layer in encoder) memory = layer.call(memory);
        var y = target.call(decoderIds);
        foreach (var layer in decoder)
        {
            y = layer.call(y, memory);
        }
        return head.call(y * Math.Pow(8, -0.5));
    }
}

public sealed class Feed : Module<Tensor, Tensor>
{
    private readonly Linear up, down;

    public Feed(int width) : base(nameof(Feed))
    {
        up = Linear(width, 2 * width);
        down = Linear(2 * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => x + down.call(functional.relu(up.call(x)));
}

public sealed class DecoderLayer : Module<Tensor, Tensor, Tensor>
{
    private readonly Linear query, key, value;
    private readonly Feed feed;

    public DecoderLayer(int width) : base(nameof(DecoderLayer))
    {
        query = Linear(width, width);
        key = Linear(width, width);
        value = Linear(width, width);
        feed = new Feed(width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor y, Tensor memory)
    {
        var scores = query.call(y).matmul(key.call(memory).transpose(1, 2));
        return feed.call(y + functional.softmax(scores, -1).matmul(value.call(memory)));
    }
}
