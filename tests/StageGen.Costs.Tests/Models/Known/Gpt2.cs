// input: ids 1024
// small: ids 64
// parameters: 124439808
// operations: 291.65e9 at ids 1024: "transformer_sizing", notebook of nanoGPT (Karpathy, 2023), forward_total of GPT-2 124M

public sealed class Gpt2 : Module<Tensor, Tensor>
{
    private readonly Embedding tokens, positions;
    private readonly Dropout dropout;
    private readonly ModuleList<Gpt2Block> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public Gpt2(Gpt2Config? config = null) : base(nameof(Gpt2))
    {
        config ??= new Gpt2Config();
        tokens = Embedding(config.Vocabulary, config.Width);
        positions = Embedding(config.Context, config.Width);
        dropout = Dropout(config.Dropout);
        blocks = new ModuleList<Gpt2Block>();
        for (int i = 0; i < config.Depth; i++) blocks.Add(new Gpt2Block(config));
        norm = LayerNorm(config.Width);
        head = Linear(config.Width, config.Vocabulary, hasBias: false);
        head.weight = tokens.weight!;
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)
    {
        long length = ids.size(1);
        var x = tokens.call(ids) + positions.call(arange(0, length, dtype: ScalarType.Int64, device: ids.device));
        x = dropout.call(x);
        for (int i = 0; i < blocks.Count; i++) x = blocks[i].call(x);
        return head.call(norm.call(x));
    }
}

public sealed record Gpt2Config(int Vocabulary = 50257, int Context = 1024, int Width = 768, int Depth = 12, int Heads = 12)
{
    public double Dropout { get; init; } = 0.1;

    public int HeadWidth => Width / Heads;
}

public sealed class Gpt2Block : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly Gpt2Attention attention;
    private readonly Sequential mlp;

    public Gpt2Block(Gpt2Config config) : base(nameof(Gpt2Block))
    {
        norm1 = LayerNorm(config.Width);
        attention = new Gpt2Attention(config);
        norm2 = LayerNorm(config.Width);
        mlp = Sequential(
            ("expand", Linear(config.Width, 4 * config.Width)), ("gelu", GELU()), ("contract", Linear(4 * config.Width, config.Width)), ("drop", Dropout(config.Dropout)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = x + attention.call(norm1.call(x));
        return x + mlp.call(norm2.call(x));
    }
}

public sealed class Gpt2Attention : Module<Tensor, Tensor>
{
    private readonly Gpt2Config config;
    private readonly Linear queriesKeysValues, output;
    private readonly Dropout attentionDropout, outputDropout;
    private readonly Tensor mask;

    public Gpt2Attention(Gpt2Config config) : base(nameof(Gpt2Attention))
    {
        this.config = config;
        queriesKeysValues = Linear(config.Width, 3 * config.Width);
        output = Linear(config.Width, config.Width);
        attentionDropout = Dropout(config.Dropout);
        outputDropout = Dropout(config.Dropout);
        mask = tril(ones(config.Context, config.Context)).view(1, 1, config.Context, config.Context);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (batch, length, width) = (x.size(0), x.size(1), x.size(2));
        var parts = queriesKeysValues.call(x).split(config.Width, dim: 2);
        var (q, k, v) = (Heads(parts[0]), Heads(parts[1]), Heads(parts[2]));
        var scores = q.matmul(k.transpose(-2, -1)) * (1.0 / Math.Sqrt(config.HeadWidth));
        scores = scores.masked_fill(mask[.., .., ..(int)length, ..(int)length].eq(0), double.NegativeInfinity);
        var weights = attentionDropout.call(functional.softmax(scores, -1));
        var y = weights.matmul(v).transpose(1, 2).contiguous().view(batch, length, width);
        return outputDropout.call(output.call(y));

        Tensor Heads(Tensor t) => t.view(batch, length, config.Heads, config.HeadWidth).transpose(1, 2);
    }
}
