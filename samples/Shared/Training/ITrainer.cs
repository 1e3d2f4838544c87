using StageGen.Scheduling;
using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>One way to train a model: as a pipeline, or unsplit.</summary>
public interface ITrainer : IDisposable
{
    /// <summary>The model that is trained.</summary>
    nn.Module Model { get; }

    /// <summary>Whose learning rates a schedule sets.</summary>
    IReadOnlyList<optim.Optimizer> Optimizers { get; }

    /// <summary>Trains one step on a batch.</summary>
    TrainedStep Train(Batch batch, CancellationToken cancellation = default);

    /// <summary>What the model makes of the inputs in evaluation mode, without gradients, on the CPU.</summary>
    Tensor Predict(IReadOnlyList<Tensor> inputs, CancellationToken cancellation = default);
}

/// <summary>What a step gave.</summary>
/// <param name="Loss">The mean loss of the batch.</param>
/// <param name="Duration">The time of the whole step, the optimizer's included.</param>
/// <param name="Timeline">When each device did what; null unsplit.</param>
public readonly record struct TrainedStep(double Loss, TimeSpan Duration, Timeline? Timeline);
