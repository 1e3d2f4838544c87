// Submodules never registered
// met: SG0029
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 8);
    [Stage(1)] private readonly Linear second = Linear(8, 8);

    public Net() : base(nameof(Net)) { }

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}

// run
using var pipeline = new Net().ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"] });
pipeline.AccumulateGradients(randn(16, 8), randn(16, 8), (output, target) => functional.mse_loss(output, target));
