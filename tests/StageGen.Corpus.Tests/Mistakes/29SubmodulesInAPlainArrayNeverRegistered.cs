// Submodules in a plain array, never registered
// met: SG0029
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly Linear[] layers = [Linear(8, 8), Linear(8, 8)];

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers) x = layer.call(x);
        return x;
    }
}

// run
using var pipeline = new Net().ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"] });
pipeline.AccumulateGradients(randn(16, 8), randn(16, 8), (output, target) => functional.mse_loss(output, target));
