// input: ids 128
// small: ids 64
// parameters: 109482240
// operations: 22.5e9 at ids 128: Sun et al., "MobileBERT", 2020, table 4, BERT base

public sealed class BertBase : Module<Tensor, (Tensor Sequence, Tensor Pooled)>
{
    private readonly BertEmbeddings embeddings;
    private readonly ModuleList<BertLayer> layers;
    private readonly Linear pooler;

    public BertBase(int vocabulary = 30522, int width = 768, int depth = 12, int heads = 12, int hidden = 3072, int positions = 512, double dropout = 0.1)
        : base(nameof(BertBase))
    {
        embeddings = new BertEmbeddings(vocabulary, width, positions, dropout);
        var list = new List<BertLayer>();
        while (list.Count < depth) list.Add(new BertLayer(width, heads, hidden, dropout));
        layers = ModuleList(list.ToArray());
        pooler = Linear(width, width);
        RegisterComponents();
    }

    public override (Tensor Sequence, Tensor Pooled) forward(Tensor ids)
    {
        var x = embeddings.call(ids);
        x = layers.Aggregate(x, (hidden, layer) => layer.call(hidden));
        return (x, pooler.call(x.select(1, 0)).tanh());
    }
}

public sealed class BertEmbeddings : Module<Tensor, Tensor>
{
    private readonly Embedding words, positions, types;
    private readonly LayerNorm norm;
    private readonly Dropout dropout;

    public BertEmbeddings(int vocabulary, int width, int positions, double dropout) : base(nameof(BertEmbeddings))
    {
        words = Embedding(vocabulary, width, padding_idx: 0);
        this.positions = Embedding(positions, width);
        types = Embedding(2, width);
        norm = LayerNorm(width, eps: 1e-12);
        this.dropout = Dropout(dropout);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)
    {
        var places = arange(ids.shape[1], device: ids.device).unsqueeze(0);
        return dropout.call(norm.call(words.call(ids) + types.call(zeros_like(ids)) + positions.call(places)));
    }
}

public sealed class BertLayer : Module<Tensor, Tensor>
{
    private readonly int heads;
    private readonly Linear query, key, value, attended, up, down;
    private readonly LayerNorm attendedNorm, outputNorm;
    private readonly Dropout dropout;

    public BertLayer(int width, int heads, int hidden, double dropout) : base(nameof(BertLayer))
    {
        this.heads = heads;
        query = Linear(width, width);
        key = Linear(width, width);
        value = Linear(width, width);
        attended = Linear(width, width);
        up = Linear(width, hidden);
        down = Linear(hidden, width);
        attendedNorm = LayerNorm(width, eps: 1e-12);
        outputNorm = LayerNorm(width, eps: 1e-12);
        this.dropout = Dropout(dropout);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = attendedNorm.call(x + dropout.call(attended.call(Attend(x))));
        return outputNorm.call(x + dropout.call(down.call(functional.gelu(up.call(x)))));
    }

    private Tensor Attend(Tensor x)
    {
        long[] split = [x.size(0), x.size(1), heads, x.size(2) / heads];
        var (q, k, v) = (query.call(x).view(split).transpose(1, 2), key.call(x).view(split).transpose(1, 2), value.call(x).view(split).transpose(1, 2));
        var weights = functional.softmax(matmul(q, k.transpose(-1, -2)) / Math.Sqrt(split[3]), -1);
        return matmul(dropout.call(weights), v).permute(0, 2, 1, 3).reshape(x.shape);
    }
}
