// inputs: randint(20, [n, 5])
// targets: randint(20, [n, 5])
// loss: functional.cross_entropy(output.view(-1, 20), targets.view(-1))
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class PartsOfSubmodules : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly TokenEmbedding embedding = new();
    [Stage(1)] private readonly Mixer lower = new("lower");
    [Stage(2)] private readonly Mixer upper = new("upper");
    [Stage(3)] private readonly Linear head = Linear(8, 20);

    public PartsOfSubmodules() : base(nameof(PartsOfSubmodules)) => RegisterComponents();

    public override Tensor forward(Tensor ids)
    {
        var x = embedding.tokens.call(ids) + embedding.positions.call(arange(ids.size(1), device: ids.device));
        x = lower.norm.call(lower.layers[0].call(x)).relu();
        x = lower.layers[1].call(x);
        x = upper.norm.call(upper.layers[^1].call(x + upper.bias));
        return head.call(x);
    }
}

public sealed class TokenEmbedding : Module<Tensor, Tensor>
{
    public readonly Embedding tokens = Embedding(20, 8);
    public readonly Embedding positions = Embedding(5, 8);

    public TokenEmbedding() : base(nameof(TokenEmbedding)) => RegisterComponents();

    public override Tensor forward(Tensor ids) => tokens.call(ids);
}

public sealed class Mixer : Module<Tensor, Tensor>
{
    public readonly ModuleList<Linear> layers = ModuleList(Linear(8, 8), Linear(8, 8));
    public readonly LayerNorm norm = LayerNorm(8);
    public readonly Parameter bias = Parameter(zeros(8));

    public Mixer(string name) : base(name) => RegisterComponents();

    public override Tensor forward(Tensor x) => norm.call(layers[0].call(x));
}
