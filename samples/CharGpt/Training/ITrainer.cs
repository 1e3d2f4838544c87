using StageGen.Scheduling;
using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>One way to train the model: as a pipeline, or unsplit.</summary>
public interface ITrainer : IDisposable
{
    /// <summary>The model that is trained.</summary>
    CharGpt Model { get; }

    /// <summary>Whose learning rates a schedule sets.</summary>
    IReadOnlyList<optim.Optimizer> Optimizers { get; }

    /// <summary>Trains one step on a batch.</summary>
    /// <param name="ids"><c>[batch, context]</c>, int64.</param>
    /// <param name="targets"><c>[batch, context]</c>, int64: the characters that come next.</param>
    /// <param name="cancellation">Stops the step.</param>
    TrainedStep Train(Tensor ids, Tensor targets, CancellationToken cancellation = default);

    /// <summary>The mean loss of a batch in nats, learning nothing.</summary>
    double Evaluate(Tensor ids, Tensor targets, CancellationToken cancellation = default);
}

/// <summary>What a step gave.</summary>
/// <param name="Loss">The mean cross-entropy of the batch, in nats.</param>
/// <param name="Duration">The time of the whole step, the optimizer's included.</param>
/// <param name="Timeline">When each device did what; null unsplit.</param>
public readonly record struct TrainedStep(double Loss, TimeSpan Duration, Timeline? Timeline)
{
    /// <summary>The loss in bits per character.</summary>
    public double Bits => Loss / Math.Log(2);
}
