// inputs: randn(n, 7, 8)
// targets: randn(n, 8)
// loss: functional.mse_loss(output, targets)
// close: a value is read in several stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class LatentQueries : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Parameter latents = Parameter(randn(3, 8) * 0.1);
    [Stage(0)] private readonly Linear keys = Linear(8, 8);
    [Stage(1)] private readonly Linear values = Linear(8, 8);
    [Stage(2)] private readonly LayerNorm norm = LayerNorm(8);
    [Stage(3)] private readonly Linear output = Linear(8, 8);

    public LatentQueries() : base(nameof(LatentQueries)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var queries = latents.unsqueeze(0).expand(x.size(0), -1, -1);
        var scores = queries.bmm(keys.call(x).transpose(1, 2)) / Math.Sqrt(8);
        var attended = functional.softmax(scores, -1).bmm(values.call(x));
        return output.call(norm.call(attended + queries)).mean([1]);
    }
}
