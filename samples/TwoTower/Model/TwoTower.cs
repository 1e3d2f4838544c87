using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples.TwoTowers;

/// <summary>
/// Images and captions in one space (Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021).
/// The tower of captions, a small transformer encoder with the mean over the words, takes twice as long as that of images and is
/// cut in two: its lower half reads nothing that the image tower computes, so on three devices the two run at the same time, and
/// the upper half joins them.
/// </summary>
[Pipeline(Schedule = PipelineSchedule.OneForwardOneBackward, Microbatches = 4)]
[Typical("batch", 256)]
public sealed partial class TwoTower : Module<Tensor, Tensor, Tensor>
{
    /// <summary>By what similarities are multiplied before the softmax: one over CLIP's first temperature.</summary>
    public const double Sharpness = 1 / 0.07;

    [Stage(0)] private readonly ImageTower imageTower;
    [Stage(1)] private readonly Embedding words;
    [Stage(1)] private readonly Embedding positions;
    [Stages(1, 2)] private readonly ModuleList<TextBlock> textBlocks;
    [Stage(2)] private readonly LayerNorm textNorm;
    [Stage(2)] private readonly Linear imageProjection;
    [Stage(2)] private readonly Linear textProjection;

    /// <param name="vocabulary">How many different words there are, the padding included.</param>
    /// <param name="length">How many words a caption has at most.</param>
    /// <param name="width">Channels of the image tower's first convolution.</param>
    /// <param name="features">The length of the vectors that either tower gives.</param>
    /// <param name="depth">Transformer blocks of the text tower.</param>
    public TwoTower(int vocabulary = 64, int length = 12, int width = 16, int features = 64, int depth = 2) : base(nameof(TwoTower))
    {
        imageTower = new ImageTower(width, features);
        words = Embedding(vocabulary, features);
        positions = Embedding(length, features);
        textBlocks = ModuleList(Enumerable.Range(0, depth).Select(_ => new TextBlock(features)).ToArray());
        textNorm = LayerNorm(features);
        imageProjection = Linear(features, features, hasBias: false);
        textProjection = Linear(features, features, hasBias: false);
        RegisterComponents();
    }

    /// <summary>
    /// From images (<c>[batch, 1, 28, 28]</c>, float32) and captions (<c>[batch, length]</c>, int64) to their vectors, of length 1:
    /// <c>[batch, 2, features]</c>, the image's first.
    /// </summary>
    public override Tensor forward([Shape("batch", 1, 28, 28)] Tensor images, [Shape("batch", "length")] Tensor captions)
    {
        var seen = imageTower.call(images);
        var present = captions.ne(0).unsqueeze(-1).to(ScalarType.Float32);
        var x = words.call(captions) + positions.call(arange(captions.size(1), device: captions.device));
        foreach (var block in textBlocks) x = block.call(x, present);
        var read = (textNorm.call(x) * present).sum(1L) / present.sum(1L);
        return functional.normalize(stack([imageProjection.call(seen), textProjection.call(read)], 1), dim: -1);
    }

    /// <summary>
    /// The contrastive loss, in nats: how badly each image picks its caption among the microbatch's, and each caption its image.
    /// Captions that say the same count as one another's (Yang et al., "Unified Contrastive Learning in Image-Text-Label Space", 2022).
    /// </summary>
    /// <param name="pairs"><c>[batch, 2, features]</c>.</param>
    /// <param name="meanings"><c>[batch]</c>, int64: what each caption says, as a number.</param>
    public static Tensor Loss(Tensor pairs, Tensor meanings)
    {
        var logits = pairs.select(1, 0).matmul(pairs.select(1, 1).transpose(0, 1)) * Sharpness;
        var same = meanings.unsqueeze(0).eq(meanings.unsqueeze(1)).to(logits.dtype);
        var wanted = same / same.sum(1L).unsqueeze(1);
        return (functional.cross_entropy(logits, wanted) + functional.cross_entropy(logits.transpose(0, 1), wanted)) / 2;
    }
}
