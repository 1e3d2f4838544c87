using StageGen;
using StageGen.Scheduling;
using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>Trains the model as a pipeline over several devices.</summary>
public sealed class PipelineTrainer : ITrainer
{
    private readonly CharGptPipeline pipeline;
    private readonly List<StepResult> results = [];

    /// <exception cref="UserException">A device is not there, or there are more devices than stages.</exception>
    public PipelineTrainer(CharGpt model, PipelineOptions options, double learningRate)
    {
        Model = model;
        try
        {
            pipeline = model.ToPipeline(options);
        }
        catch (ArgumentException e)
        {
            throw new UserException(e.Message, e);
        }
        pipeline.UseOptimizer(parameters => AdamW.For(parameters, learningRate));
    }

    public CharGpt Model { get; }

    public IReadOnlyList<optim.Optimizer> Optimizers => pipeline.Optimizers;

    /// <summary>The devices, with the stages each runs.</summary>
    public IReadOnlyList<PipelineDevice> Devices => pipeline.Devices;

    /// <summary>The plan the devices follow.</summary>
    public Schedule Schedule => pipeline.ActiveSchedule;

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<StepResult> Results => results;

    public TrainedStep Train(Tensor ids, Tensor targets, CancellationToken cancellation = default)
    {
        try
        {
            var step = pipeline.TrainStep(ids, targets, CharGpt.Loss, cancellation);
            results.Add(step);
            return new TrainedStep(step.Loss, step.Duration, step.Timeline);
        }
        catch (PipelineException e)
        {
            throw new UserException(e.Message, e);
        }
    }

    public double Evaluate(Tensor ids, Tensor targets, CancellationToken cancellation = default)
        => pipeline.Evaluate(ids, targets, CharGpt.Loss, cancellation);

    /// <summary>The logits of the next character: <c>[batch, context, vocabulary]</c>.</summary>
    public Tensor Predict(Tensor ids, CancellationToken cancellation = default) => pipeline.Predict(ids, cancellation);

    /// <summary>How a step would go, simulated from the costs measured in <paramref name="steps"/>.</summary>
    public SimulationResult Simulate(IEnumerable<StepResult> steps) => pipeline.Simulate(steps);

    public void Dispose() => pipeline.Dispose();
}
