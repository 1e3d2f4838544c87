// inputs: randint(20, [n, 6])
// targets: randint(20, [n, 6])
// loss: functional.cross_entropy(output.view(-1, 20), targets.view(-1))
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class Gpt : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Embedding wte;
    [Stage(0)] private readonly Embedding wpe;
    [Stages(0, 3)] private readonly ModuleList<Block> h;
    [Stage(3)] private readonly LayerNorm ln_f;
    [Stage(3)] private readonly Linear lm_head;

    public Gpt(int vocabulary = 20, int context = 6, int width = 8, int depth = 5) : base(nameof(Gpt))
    {
        wte = Embedding(vocabulary, width);
        wpe = Embedding(context, width);
        h = new ModuleList<Block>(Enumerable.Range(0, depth).Select(_ => new Block(width, 2)).ToArray());
        ln_f = LayerNorm(width);
        lm_head = Linear(width, vocabulary, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor idx)
    {
        var device = idx.device;
        var (b, t) = (idx.size(0), idx.size(1));
        var pos = arange(0, t, dtype: ScalarType.Int64, device: device).unsqueeze(0);
        var x = wte.call(idx) + wpe.call(pos);
        foreach (var block in h)
        {
            x = block.call(x);
        }

        x = ln_f.call(x);
        return lm_head.call(x);
    }
}

public sealed class Block : Module<Tensor, Tensor>
{
    private readonly LayerNorm ln_1, ln_2;
    private readonly Linear c_attn, c_proj, c_fc, c_out;
    private readonly int heads;

    public Block(int width, int heads) : base(nameof(Block))
    {
        this.heads = heads;
        ln_1 = LayerNorm(width);
        ln_2 = LayerNorm(width);
        c_attn = Linear(width, 3 * width);
        c_proj = Linear(width, width);
        c_fc = Linear(width, 4 * width);
        c_out = Linear(4 * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = x + Attend(ln_1.call(x));
        return x + c_out.call(functional.gelu(c_fc.call(ln_2.call(x))));
    }

    private Tensor Attend(Tensor x)
    {
        long b = x.size(0), t = x.size(1), c = x.size(2);
        var parts = c_attn.call(x).split(c, 2);
        var q = parts[0].view(b, t, heads, c / heads).transpose(1, 2);
        var k = parts[1].view(b, t, heads, c / heads).transpose(1, 2);
        var v = parts[2].view(b, t, heads, c / heads).transpose(1, 2);
        var att = q.matmul(k.transpose(-2, -1)) / Math.Sqrt(c / heads);
        att = att.masked_fill(ones(t, t, device: x.device).tril().eq(0), double.NegativeInfinity);
        var y = functional.softmax(att, -1).matmul(v);
        return c_proj.call(y.transpose(1, 2).contiguous().view(b, t, c));
    }
}
