using StageGen.Scheduling;
using static TorchSharp.torch;

namespace StageGen.Tests.Support;

/// <summary>What the generator would write, by hand: lets the run time be tested without the compiler.</summary>
internal sealed class HandmadePipeline(nn.Module model, PipelineLayout layout, IReadOnlyList<PipelineStage> stages,
    PipelineOptions? options = null)
    : Pipeline<Tensor>(model, layout, stages, options)
{
    public StepResult TrainStep(Tensor input, Tensor targets, Func<Tensor, Tensor, Tensor> loss,
        CancellationToken cancellationToken = default)
        => TrainStep([input], targets, loss, cancellationToken);

    public StepResult AccumulateGradients(Tensor input, Tensor targets, Func<Tensor, Tensor, Tensor> loss,
        CancellationToken cancellationToken = default)
        => AccumulateGradients([input], targets, loss, cancellationToken);

    public double Evaluate(Tensor input, Tensor targets, Func<Tensor, Tensor, Tensor> loss, CancellationToken cancellationToken = default)
        => Evaluate([input], targets, loss, cancellationToken);

    public SubmoduleProfile Measure(Tensor input, Tensor targets, Func<Tensor, Tensor, Tensor> loss)
        => ProfileSubmodules([input], targets, loss, default);

    public Tensor Predict(Tensor input, CancellationToken cancellationToken = default) => Predict([input], cancellationToken);

    protected override void Schedule(DeviceProgram device)
    {
        int warmUp = Math.Min(device.Devices - device.Device - 1, device.Microbatches);
        for (int m = 0; m < warmUp; m++)
        {
            device.Forward(m);
        }

        for (int m = warmUp; m < device.Microbatches; m++)
        {
            device.Forward(m);
            device.Backward(m - warmUp);
        }

        for (int m = device.Microbatches - warmUp; m < device.Microbatches; m++)
        {
            device.Backward(m);
        }
    }
}

/// <summary>A stage from a function.</summary>
internal sealed class HandmadeStage(string name, IEnumerable<nn.Module> modules, Action<Microbatch> forward) : PipelineStage
{
    public override string Name => name;

    public override IEnumerable<nn.Module> Modules => modules;

    public override void Forward(Microbatch microbatch) => forward(microbatch);
}
