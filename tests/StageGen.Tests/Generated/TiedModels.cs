using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Generated;

/// <summary>A GPT whose head multiplies by the embedding's own weights: the first stage and the last share a parameter.</summary>
[Pipeline]
public sealed partial class TiedGpt : Module<Tensor, Tensor>
{
    [Stage(0)]
    private readonly Embedding tokens;

    [Stage(0)]
    private readonly Embedding positions;

    [Stages(0, 7)]
    private readonly ModuleList<TinyGpt.Block> blocks = [];

    [Stage(7)]
    private readonly LayerNorm norm;

    [Stage(7)]
    private readonly Linear head;

    public TiedGpt(int vocabulary = 13, int width = 8, int depth = 8, int context = 6)
        : base(nameof(TiedGpt))
    {
        tokens = Embedding(vocabulary, width);
        positions = Embedding(context, width);
        for (int i = 0; i < depth; i++)
        {
            blocks.Add(new TinyGpt.Block(width));
        }

        norm = LayerNorm(width);
        head = Linear(width, vocabulary, hasBias: false);
        head.weight = tokens.weight!;
        RegisterComponents();
    }

    public Tensor Embedded => tokens.weight!;

    public Tensor Multiplied => head.weight;

    public override Tensor forward([Shape("batch", "context")] Tensor ids)
    {
        var x = tokens.call(ids) + positions.call(arange(ids.size(1), device: ids.device));
        foreach (var block in blocks) x = block.call(x);
        return head.call(norm.call(x));
    }
}

/// <summary>One block in three fields of three stages, and one parameter in two modules of other stages.</summary>
[Pipeline]
public sealed partial class RepeatedBlock : Module<Tensor, Tensor>
{
    [Stage(0)]
    private readonly Linear enter = Linear(6, 6);

    [Stage(1)]
    private readonly TinyGpt.Block early;

    [Stage(2)]
    private readonly Linear between = Linear(6, 6);

    [Stage(3)]
    private readonly TinyGpt.Block middle;

    [Stage(4)]
    private readonly TinyGpt.Block late;

    [Stage(5)]
    private readonly Linear leave = Linear(6, 6);

    public RepeatedBlock()
        : base(nameof(RepeatedBlock))
    {
        early = middle = late = new TinyGpt.Block(6);
        leave.weight = between.weight;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = early.call(enter.call(x));
        x = middle.call(between.call(x));
        return leave.call(late.call(x));
    }
}

/// <summary>One batch norm in two stages: its running statistics would be written by two devices at once.</summary>
[Pipeline]
public sealed partial class RepeatedNorm : Module<Tensor, Tensor>
{
    [Stage(0)]
    private readonly BatchNorm1d first;

    [Stage(1)]
    private readonly BatchNorm1d second;

    public RepeatedNorm()
        : base(nameof(RepeatedNorm))
    {
        first = second = BatchNorm1d(6);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
