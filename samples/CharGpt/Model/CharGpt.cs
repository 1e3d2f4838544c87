using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples;

/// <summary>
/// A character-level GPT: an ordinary TorchSharp module that runs, trains and saves as it stands. The attributes are all that
/// makes it a pipeline: they name eight stages, the finest cut, and <c>ToPipeline()</c> is generated beside the class for any
/// number of devices from one to eight.
/// </summary>
[Pipeline(Schedule = PipelineSchedule.OneForwardOneBackward, Microbatches = 8)]
[Typical("batch", 32)]
public sealed partial class CharGpt : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Embedding tokens;
    [Stage(0)] private readonly Embedding positions;
    [Stages(0, 7)] private readonly ModuleList<Block> blocks;
    [Stage(7)] private readonly LayerNorm norm;
    [Stage(7)] private readonly Linear head;

    /// <param name="vocabulary">How many different characters there are.</param>
    /// <param name="width">The length of the vector that stands for a character; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads a block.</param>
    /// <param name="depth">Blocks.</param>
    /// <param name="context">How many characters the model sees at most.</param>
    public CharGpt(int vocabulary = 96, int width = 256, int heads = 4, int depth = 8, int context = 128) : base(nameof(CharGpt))
    {
        tokens = Initialised.Embedding(vocabulary, width);
        positions = Initialised.Embedding(context, width);
        blocks = ModuleList(Enumerable.Range(0, depth).Select(_ => new Block(width, heads, depth)).ToArray());
        norm = LayerNorm(width);
        head = Initialised.Linear(width, vocabulary, bias: false);
        RegisterComponents();
    }

    /// <summary>
    /// From characters (<c>[batch, context]</c>, int64) to the logits of the next one (<c>[batch, context, vocabulary]</c>).
    /// </summary>
    public override Tensor forward([Shape("batch", "context")] Tensor ids)
    {
        var x = tokens.call(ids) + positions.call(arange(ids.size(1), device: ids.device));
        foreach (var block in blocks) x = block.call(x);
        return head.call(norm.call(x));
    }

    /// <summary>The mean cross-entropy of the next character, in nats, that the model is trained on.</summary>
    /// <param name="logits"><c>[batch, context, vocabulary]</c>.</param>
    /// <param name="targets"><c>[batch, context]</c>, int64: the characters that came next.</param>
    public static Tensor Loss(Tensor logits, Tensor targets) => functional.cross_entropy(logits.flatten(0, 1), targets.flatten());
}
