using Samples;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Benchmarks.Rebalancing;

/// <summary>
/// A GPT whose first device has six of its eight blocks, on purpose: what the warning promises is measured.
/// Here its blocks come from another assembly, where their costs cannot be seen; a test compiles the warning from the sources.
/// </summary>
[Pipeline(Microbatches = 8)]
[Typical("batch", 32)]
public sealed partial class LopsidedGpt : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Embedding tokens;
    [Stage(0)] private readonly Embedding positions;
    [Stages(0, 1, Split = [6, 2])] private readonly ModuleList<Block> blocks;
    [Stage(1)] private readonly LayerNorm norm;
    [Stage(1)] private readonly Linear head;

    public LopsidedGpt(int vocabulary = 96, int width = 256, int heads = 4, int depth = 8, int context = 64) : base(nameof(LopsidedGpt))
    {
        tokens = Embedding(vocabulary, width);
        positions = Embedding(context, width);
        blocks = ModuleList(Enumerable.Range(0, depth).Select(_ => new Block(width, heads, depth)).ToArray());
        norm = LayerNorm(width);
        head = Linear(width, vocabulary);
        RegisterComponents();
    }

    public override Tensor forward([Shape("batch", "context")] Tensor ids)
    {
        var x = tokens.call(ids) + positions.call(arange(ids.size(1), device: ids.device));
        foreach (var block in blocks) x = block.call(x);
        return head.call(norm.call(x));
    }
}
