using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PartHost;

/// <summary>A model with all its weights in four equal parts of 64 MB, one a stage.</summary>
[Pipeline]
internal sealed partial class Tower : Module<Tensor, Tensor>
{
    [Stage(0)]
    private readonly Embedding tokens;

    [Stages(1, 2)]
    private readonly ModuleList<Block> blocks;

    [Stage(3)]
    private readonly Linear head;

    public Tower(int width = 1024, int vocabulary = 16384)
        : base(nameof(Tower))
    {
        tokens = Embedding(vocabulary, width);
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, 2).Select(_ => new Block(width))]);
        head = Linear(width, vocabulary, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)
    {
        var x = tokens.call(ids);
        foreach (var block in blocks) x = block.call(x);
        return head.call(x);
    }

    internal sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Linear up;
        private readonly Linear down;

        public Block(int width)
            : base(nameof(Block))
        {
            up = Linear(width, 8 * width, hasBias: false);
            down = Linear(8 * width, width, hasBias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => x + down.call(functional.gelu(up.call(x)));
    }
}
