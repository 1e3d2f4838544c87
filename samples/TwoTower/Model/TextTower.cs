using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples.TwoTowers;

/// <summary>From captions to vectors: a small transformer encoder, and the mean over the words.</summary>
public sealed class TextTower : Module<Tensor, Tensor>
{
    private readonly Embedding words;
    private readonly Embedding positions;
    private readonly ModuleList<TextBlock> blocks;
    private readonly LayerNorm norm;

    /// <param name="vocabulary">How many different words there are, the padding (0) included.</param>
    /// <param name="length">How many words a caption has at most.</param>
    /// <param name="features">The length of the vectors.</param>
    /// <param name="depth">Transformer blocks.</param>
    public TextTower(int vocabulary, int length, int features, int depth) : base(nameof(TextTower))
    {
        words = Embedding(vocabulary, features);
        positions = Embedding(length, features);
        blocks = ModuleList(Enumerable.Range(0, depth).Select(_ => new TextBlock(features)).ToArray());
        norm = LayerNorm(features);
        RegisterComponents();
    }

    /// <summary>From <c>[batch, length]</c>, int64, to <c>[batch, features]</c>.</summary>
    public override Tensor forward(Tensor captions)
    {
        var present = captions.ne(0).unsqueeze(-1).to(ScalarType.Float32);
        var x = words.call(captions) + positions.call(arange(captions.size(1), device: captions.device));
        foreach (var block in blocks) x = block.call(x, present);
        return (norm.call(x) * present).sum(1L) / present.sum(1L);
    }
}
