// A wrong width between two stages, unknown to the compiler
// met: PipelineException
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(8, 16);
    [Stage(1)] private readonly Linear second;

    public Net(int width) : base(nameof(Net))
    {
        second = Linear(width, 8);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}

// run
using var pipeline = new Net(32).ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"] });
pipeline.AccumulateGradients(randn(16, 8), randn(16, 8), (output, target) => functional.mse_loss(output, target));
