using System.Runtime.ExceptionServices;
using StageGen.Execution;
using StageGen.Scheduling;
using TorchSharp;

namespace StageGen;

// How steps go, predicted and measured, and what submodules take.
public abstract partial class Pipeline
{
    /// <summary>Predicts how a step would go, from costs: the same schedule, simulated.</summary>
    /// <param name="measured">Steps to take the costs from; leave out the first few, in which libtorch warms up.</param>
    public SimulationResult Simulate(IEnumerable<StepResult> measured)
        => ScheduleSimulator.Simulate(ActiveSchedule, MeasuredCosts.Of(measured, ActiveSchedule.Stages));

    /// <summary>How steps of this pipeline went, beside how the simulator says they should go: pictures, a trace, the costs.</summary>
    /// <param name="steps">Steps of this pipeline, at least one; leave out the first few, in which libtorch warms up.</param>
    /// <exception cref="ArgumentException">No step was given.</exception>
    public PipelineProfile Profile(IEnumerable<StepResult> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return new PipelineProfile(Layout.Model, ActiveSchedule, Devices, [.. steps], recorder?.ActivationBytes(ActiveSchedule.Stages));
    }

    /// <summary>Measures with a loss that suits every model: the mean of what it returns.</summary>
    internal SubmoduleProfile MeasureSubmodules(object?[] inputs, torch.Tensor targets) =>
        MeasureSubmodules(inputs, targets, static (output, _) => ModelProfiling.MeanOf(output), CancellationToken.None);

    // In a thread of its own, whose setting of intra-op threads is nobody else's.
    private protected SubmoduleProfile MeasureSubmodules(
        object?[] inputs, torch.Tensor targets, Func<object?, torch.Tensor, torch.Tensor> loss, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(loss);
        using var turn = new Turn(this);
        using BatchSplit batch = BatchSplit.Cut(Layout, inputs, targets, Microbatches);
        using var state = new ModelState(Model);
        SubmoduleProfile? profile = null;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                _ = torch.get_num_threads();
                using var meter = new SubmoduleMeter(Layout, Stages, Devices);
                profile = meter.Measure(batch, loss, cancellation);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        int callersThreads = torch.get_num_threads();
        thread.Start();
        thread.Join();
        torch.set_num_threads(callersThreads);
        failure?.Throw();
        return profile!;
    }
}
