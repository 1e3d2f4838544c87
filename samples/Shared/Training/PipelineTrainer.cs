using StageGen;
using StageGen.Scheduling;
using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>Trains a model as a pipeline over several devices.</summary>
public sealed class PipelineTrainer : ITrainer
{
    private readonly Pipeline pipeline;
    private readonly Func<Batch, CancellationToken, StepResult> trainStep;
    private readonly Func<IReadOnlyList<Tensor>, CancellationToken, Tensor> predict;
    private readonly Func<Batch, CancellationToken, SubmoduleProfile> profileSubmodules;
    private readonly List<StepResult> results = [];

    private PipelineTrainer(
        nn.Module model, Pipeline pipeline, double learningRate,
        Func<Batch, CancellationToken, StepResult> trainStep, Func<IReadOnlyList<Tensor>, CancellationToken, Tensor> predict,
        Func<Batch, CancellationToken, SubmoduleProfile> profileSubmodules)
    {
        (Model, this.pipeline, this.trainStep, this.predict, this.profileSubmodules) = (model, pipeline, trainStep, predict,
            profileSubmodules);
        pipeline.UseOptimizer(parameters => AdamW.For(parameters, learningRate));
    }

    public nn.Module Model { get; }

    public IReadOnlyList<optim.Optimizer> Optimizers => pipeline.Optimizers;

    /// <summary>The devices, with the stages each runs.</summary>
    public IReadOnlyList<PipelineDevice> Devices => pipeline.Devices;

    /// <summary>The plan the devices follow.</summary>
    public Schedule Schedule => pipeline.ActiveSchedule;

    /// <summary>The steps so far that followed <see cref="Schedule"/>.</summary>
    public IReadOnlyList<StepResult> Results => results;

    /// <summary>Trains through the class generated for a model, whose methods take that model's own inputs.</summary>
    /// <param name="model">What to train.</param>
    /// <param name="create">Makes the pipeline: the generated <c>ToPipeline</c>.</param>
    /// <param name="learningRate">The optimizers'.</param>
    /// <param name="trainStep">The generated <c>TrainStep</c>, given a batch's inputs.</param>
    /// <param name="predict">The generated <c>Predict</c>, given a batch's inputs.</param>
    /// <param name="profileSubmodules">The generated <c>ProfileSubmodules</c>, given a batch's inputs.</param>
    /// <exception cref="UserException">A device is not there, or there are more devices than stages.</exception>
    public static PipelineTrainer Of<TPipeline>(
        nn.Module model, Func<TPipeline> create, double learningRate,
        Func<TPipeline, Batch, CancellationToken, StepResult> trainStep,
        Func<TPipeline, IReadOnlyList<Tensor>, CancellationToken, Tensor> predict,
        Func<TPipeline, Batch, CancellationToken, SubmoduleProfile> profileSubmodules)
        where TPipeline : Pipeline
    {
        try
        {
            var pipeline = create();
            return new PipelineTrainer(
                model, pipeline, learningRate,
                (batch, cancellation) => trainStep(pipeline, batch, cancellation),
                (inputs, cancellation) => predict(pipeline, inputs, cancellation),
                (batch, cancellation) => profileSubmodules(pipeline, batch, cancellation));
        }
        catch (ArgumentException e)
        {
            throw new UserException(e.Message, e);
        }
    }

    public TrainedStep Train(Batch batch, CancellationToken cancellation = default)
    {
        try
        {
            var plan = pipeline.ActiveSchedule;
            var step = trainStep(batch, cancellation);
            // Steps of another plan say nothing about this one's.
            if (!ReferenceEquals(plan, pipeline.ActiveSchedule)) results.Clear();
            results.Add(step);
            return new TrainedStep(step.Loss, step.Duration, step.Timeline);
        }
        catch (PipelineException e)
        {
            throw new UserException(e.Message, e);
        }
    }

    public Tensor Predict(IReadOnlyList<Tensor> inputs, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        return predict(inputs, cancellation).cpu().MoveToOuterDisposeScope();
    }

    /// <summary>How the steps so far went, without the first, in which libtorch warms up, beside how they should have gone.</summary>
    public PipelineProfile Profile() => pipeline.Profile(results.Skip(TrainingLoop.WarmUp(results.Count)));

    /// <summary>What each submodule costs for a microbatch of a batch.</summary>
    public SubmoduleProfile ProfileSubmodules(Batch batch, CancellationToken cancellation = default) =>
        profileSubmodules(batch, cancellation);

    /// <summary>How a step would go, simulated from the costs measured in <paramref name="steps"/>.</summary>
    public SimulationResult Simulate(IEnumerable<StepResult> steps) => pipeline.Simulate(steps);

    public void Dispose() => pipeline.Dispose();
}
