// input: ids 128; ids 64
// small: ids 32; ids 16
// parameters: 60506624

public sealed class T5Small : Module<Tensor, Tensor, Tensor>
{
    private readonly Embedding shared;
    private readonly T5Stack encoder, decoder;
    private readonly int width;

    public T5Small(int vocabulary = 32128, int width = 512, int depth = 6) : base(nameof(T5Small))
    {
        this.width = width;
        shared = Embedding(vocabulary, width);
        encoder = new T5Stack(depth, isDecoder: false);
        decoder = new T5Stack(depth, isDecoder: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor source, Tensor target)
    {
        var memory = encoder.call(shared.call(source), null);
        var states = decoder.call(shared.call(target), memory);
        // The head is the embedding, turned round.
        return functional.linear(states * Math.Pow(width, -0.5), shared.weight!);
    }
}

public sealed class T5Stack : Module<Tensor, Tensor?, Tensor>
{
    private readonly Embedding distances;
    private readonly ModuleList<T5Block> blocks;
    private readonly T5Norm norm;

    public T5Stack(int depth, bool isDecoder) : base(nameof(T5Stack))
    {
        distances = Embedding(32, T5Attention.Heads);
        blocks = new ModuleList<T5Block>(Enumerable.Repeat(isDecoder, depth).Select(crosses => new T5Block(512, crosses)).ToArray());
        norm = new T5Norm(512);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor? memory)
    {
        long length = x.size(1);
        var places = arange(length, device: x.device);
        var buckets = (places.unsqueeze(0) - places.unsqueeze(1)).abs().clamp(max: 31);
        var bias = distances.call(buckets).permute(2, 0, 1).unsqueeze(0);
        if (memory is not null)
            bias = bias + full([length, length], double.NegativeInfinity, device: x.device).triu(1);
        foreach (var block in blocks) x = block.call(x, bias, memory);
        return norm.call(x);
    }
}

public sealed class T5Block : Module<Tensor, Tensor, Tensor?, Tensor>
{
    private readonly T5Norm norm1, norm3;
    private readonly T5Norm? norm2;
    private readonly T5Attention attention;
    private readonly T5Attention? cross;
    private readonly Linear up, down;

    public T5Block(int width, bool crosses, int hidden = 2048) : base(nameof(T5Block))
    {
        norm1 = new T5Norm(width);
        attention = new T5Attention(width);
        if (crosses)
        {
            norm2 = new T5Norm(width);
            cross = new T5Attention(width);
        }

        norm3 = new T5Norm(width);
        up = Linear(width, hidden, hasBias: false);
        down = Linear(hidden, width, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor bias, Tensor? memory)
    {
        var y = norm1.call(x);
        x = x + attention.call(y, y, bias);
        if (cross is { } reader && norm2 is not null && memory is not null) x = x + reader.call(norm2.call(x), memory, null);
        return x + down.call(functional.relu(up.call(norm3.call(x))));
    }
}

public sealed class T5Attention : Module<Tensor, Tensor, Tensor?, Tensor>
{
    public const int Heads = 8;
    private const int HeadWidth = 64;

    private readonly Linear query, key, value, output;

    public T5Attention(int width) : base(nameof(T5Attention))
    {
        query = Linear(width, Heads * HeadWidth, hasBias: false);
        key = Linear(width, Heads * HeadWidth, hasBias: false);
        value = Linear(width, Heads * HeadWidth, hasBias: false);
        output = Linear(Heads * HeadWidth, width, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor memory, Tensor? bias)
    {
        var scores = einsum("bhqd,bhkd->bhqk", Split(query.call(x)), Split(key.call(memory)));
        if (bias is not null) scores += bias;
        var attended = scores.softmax(-1).matmul(Split(value.call(memory)));
        return output.call(attended.transpose(1, 2).flatten(2));
    }

    private static Tensor Split(Tensor t) => t.view(t.shape[0], -1, Heads, HeadWidth).transpose(1, 2);
}

public sealed class T5Norm : Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    public T5Norm(int width) : base(nameof(T5Norm))
    {
        weight = Parameter(ones(width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => weight * (x * rsqrt(x.pow(2).mean([-1], keepdim: true) + 1e-6));
}
