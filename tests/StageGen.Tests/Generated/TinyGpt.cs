using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Generated;

/// <summary>A GPT of eight stages and eight blocks, small enough for a test.</summary>
[Pipeline(Microbatches = 4)]
public sealed partial class TinyGpt : Module<Tensor, Tensor>
{
    [Stage(0)]
    private readonly Embedding tokens;

    [Stage(0)]
    private readonly Embedding positions;

    [Stages(0, 7)]
    private readonly ModuleList<Block> blocks = [];

    [Stage(7)]
    private readonly LayerNorm norm;

    [Stage(7)]
    private readonly Linear head;

    public TinyGpt(int vocabulary = 13, int width = 8, int depth = 8, int context = 6)
        : base(nameof(TinyGpt))
    {
        tokens = Embedding(vocabulary, width);
        positions = Embedding(context, width);
        for (int i = 0; i < depth; i++)
        {
            blocks.Add(new Block(width));
        }

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

    public sealed class Block : Module<Tensor, Tensor>
    {
        private readonly LayerNorm first;
        private readonly Linear qkv;
        private readonly Linear projection;
        private readonly LayerNorm second;
        private readonly Sequential mlp;

        public Block(int width)
            : base(nameof(Block))
        {
            first = LayerNorm(width);
            qkv = Linear(width, 3 * width);
            projection = Linear(width, width);
            second = LayerNorm(width);
            mlp = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var parts = qkv.call(first.call(x)).chunk(3, dim: -1);
            var attended = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], is_casual: true);
            x = x + projection.call(attended);
            return x + mlp.call(second.call(x));
        }
    }
}
