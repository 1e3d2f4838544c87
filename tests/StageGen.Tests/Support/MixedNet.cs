using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Support;

/// <summary>
/// Four stages of what makes half a backward hard: embeddings, norms, a layer called twice, one layer inside another, a layer
/// called through <c>forward</c>, a frozen layer, a parameter of no layer, an attention of several inputs, a branch that the loss
/// ignores.
/// </summary>
internal sealed class MixedNet : Module<Tensor, Tensor>
{
    public const int StageCount = 4;

    private readonly Embedding table = Embedding(11, 8);
    private readonly Linear twice = Linear(8, 8);
    private readonly LayerNorm norm = LayerNorm(8);
    private readonly Sequential inner = Sequential(Linear(8, 16), GELU(), Linear(16, 8));
    private readonly Linear unhooked = Linear(8, 8);
    private readonly Linear frozen = Linear(8, 8);
    private readonly MultiheadAttention attention = MultiheadAttention(8, 2);
    private readonly Scaled scaled = new();
    private readonly Linear ignored = Linear(8, 8);
    private readonly Conv1d convolution = Conv1d(8, 8, 3, padding: 1);
    private readonly Linear head = Linear(8, 5);

    public MixedNet()
        : base(nameof(MixedNet))
    {
        foreach (var parameter in frozen.parameters())
        {
            parameter.requires_grad = false;
        }

        RegisterComponents();
    }

    public static PipelineLayout Layout { get; } = new()
    {
        Model = nameof(MixedNet),
        Inputs = 1,
        Output = 4,
        Values = [new("ids", -1, [0]), new("embedded", 0, [1, 3]), new("mixed", 1, [2]), new("attended", 2, [3]), new("logits", 3, [])],
    };

    public override Tensor forward(Tensor ids)
    {
        Tensor embedded = First(ids);
        return Last(Third(Second(embedded)), embedded);
    }

    public HandmadePipeline ToPipeline(PipelineOptions options) => new(
        this,
        Layout,
        [
            new HandmadeStage("table, twice", [table, twice, norm], m => m.Set(1, First(m.Get<Tensor>(0)))),
            new HandmadeStage("inner, unhooked, frozen", [inner, unhooked, frozen], m => m.Set(2, Second(m.Get<Tensor>(1)))),
            new HandmadeStage("attention, scaled, ignored", [attention, scaled, ignored], m => m.Set(3, Third(m.Get<Tensor>(2)))),
            new HandmadeStage("convolution, head", [convolution, head], m => m.Set(4, Last(m.Get<Tensor>(3), m.Get<Tensor>(1)))),
        ],
        options);

    private Tensor First(Tensor ids)
    {
        Tensor x = table.call(ids);
        return norm.call(twice.call(twice.call(x)) + x);
    }

    private Tensor Second(Tensor x) => inner.call(x) + frozen.call(unhooked.forward(x));

    private Tensor Third(Tensor x)
    {
        Tensor heads = x.transpose(0, 1);
        (Tensor attended, _) = attention.call(heads, heads, heads, null, true, null);
        _ = ignored.call(x);
        return scaled.call(attended.transpose(0, 1));
    }

    private Tensor Last(Tensor x, Tensor embedded)
        => head.call(convolution.call(x.transpose(1, 2)).transpose(1, 2) + embedded);

    private sealed class Scaled : Module<Tensor, Tensor>
    {
        private readonly Parameter scale = Parameter(full(8, 8, 0.125));
        private readonly Linear layer = Linear(8, 8);

        public Scaled()
            : base(nameof(Scaled)) => RegisterComponents();

        public override Tensor forward(Tensor x) => layer.call(x.matmul(scale)).relu();
    }
}
