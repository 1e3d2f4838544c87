using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Support;

/// <summary>
/// A pipelined <see cref="SkipNet"/> beside its unsplit twin, which never fails: after every failure the two must still be equal.
/// </summary>
internal sealed class FailureRig : IDisposable
{
    // Far beyond what a step of this size takes on a busy machine; reached only where somebody waits for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SkipNet twin = new();
    private readonly optim.Optimizer optimizer;
    private readonly long liveTensors;

    public FailureRig(PipelineSchedule schedule, int devices = 4, int stagesPerDevice = 1, int microbatches = 4)
    {
        Model.load_state_dict(twin.state_dict());
        Pipeline = Model.ToPipeline(new PipelineOptions
        {
            Devices = [.. Enumerable.Repeat("cpu", devices)],
            Schedule = schedule,
            StagesPerDevice = stagesPerDevice,
            Microbatches = microbatches,
            IntraOpThreads = 1,
        });
        Input = randn(2 * microbatches, 6);
        Targets = randn(2 * microbatches, 6);
        Pipeline.UseOptimizer(p => optim.SGD(p, learningRate: 0.1));
        optimizer = optim.SGD(twin.parameters(), learningRate: 0.1);
        if (!Pipeline.ActiveSchedule.ForwardOnly)
        {
            _ = Step();
            StepTwin();
        }

        liveTensors = LiveTensors.Count();
    }

    public static Func<Tensor, Tensor, Tensor> Loss { get; } = (output, targets) => functional.mse_loss(output, targets);

    public SkipNet Model { get; } = new();

    public HandmadePipeline Pipeline { get; }

    public Tensor Input { get; }

    public Tensor Targets { get; }

    public StepResult Step() => Step(CancellationToken.None);

    public StepResult Step(CancellationToken cancellation) => Bounded(() => Pipeline.TrainStep(Input, Targets, Loss, cancellation));

    /// <summary>Something that must end; a test fails, rather than hang, where it does not.</summary>
    public static T Bounded<T>(Func<T> work)
    {
        Task<T> task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(((IAsyncResult)task).AsyncWaitHandle.WaitOne(Patience), "The step hangs.");
        return task.GetAwaiter().GetResult();
    }

    /// <summary>No weight has changed: the next step is the unsplit model's to the last bit, and no tensor is left over.</summary>
    public void NextStepIsRight()
    {
        Undisturbed();
        double loss = Step().Loss;

        Assert.Equal(StepTwin(), loss);
        Bits.EqualParameters(twin, Model, gradients: true);
        Bits.EqualParameters(twin, Model, gradients: false);
        Assert.Equal(liveTensors, Tensor.TotalCount);
    }

    /// <summary>The same of a prediction.</summary>
    public void NextPredictionIsRight()
    {
        Undisturbed();
        Unsplit.WithThreads(1, () =>
        {
            using var scope = NewDisposeScope();
            using var still = no_grad();
            using Tensor predicted = Bounded(() => Pipeline.Predict(Input));
            Bits.Equal(cat([.. Input.chunk(Pipeline.Microbatches).Select(twin.forward)]), predicted, "the prediction");
        });
        Assert.Equal(liveTensors, Tensor.TotalCount);
    }

    public void Dispose()
    {
        Pipeline.Dispose();
        optimizer.Dispose();
        Model.Dispose();
        twin.Dispose();
        Input.Dispose();
        Targets.Dispose();
    }

    private void Undisturbed()
    {
        Model.OnStage = (_, _) => { };
        Model.Spoil = null;
        Pipeline.Probe = null;
    }

    private double StepTwin()
    {
        double loss = 0;
        Unsplit.WithThreads(1, () =>
        {
            using var scope = NewDisposeScope();
            twin.zero_grad();
            loss = Unsplit.Accumulate(twin.forward, Input, Targets, Loss, Pipeline.Microbatches);
            optimizer.step();
        });
        return loss;
    }
}
