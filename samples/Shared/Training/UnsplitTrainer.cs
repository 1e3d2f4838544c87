using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>
/// Trains the ordinary, unsplit model on the calling thread, over the same microbatches in the same order as a pipeline does:
/// what a pipeline must equal, bit by bit, and beat.
/// </summary>
/// <param name="model">What to train; moved to <paramref name="device"/>.</param>
/// <param name="forward">From the inputs to the output.</param>
/// <param name="loss">From the output and the targets to a scalar.</param>
/// <param name="microbatches">Into how many pieces a batch is cut.</param>
/// <param name="learningRate">The optimizer's.</param>
/// <param name="device">Where it runs; null for the CPU.</param>
public sealed class UnsplitTrainer(
    nn.Module model, Func<IReadOnlyList<Tensor>, Tensor> forward, Func<Tensor, Tensor, Tensor> loss,
    int microbatches, double learningRate, Device? device = null) : ITrainer
{
    private readonly optim.Optimizer optimizer = AdamW.For(model.to(device ?? CPU).parameters(), learningRate);

    public nn.Module Model => model;

    public IReadOnlyList<optim.Optimizer> Optimizers => [optimizer];

    public TrainedStep Train(Batch batch, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var started = Stopwatch.GetTimestamp();
        optimizer.zero_grad();
        var sum = 0.0;
        foreach (var (first, count) in Microbatches(batch.Samples))
        {
            using var scope = NewDisposeScope();
            var output = forward([.. batch.Inputs.Select(input => input.narrow(0, first, count).to(device ?? CPU))]);
            var value = loss(output, batch.Targets.narrow(0, first, count).to(device ?? CPU)) * ((double)count / batch.Samples);
            value.backward();
            sum += value.ToDouble();
        }
        using (NewDisposeScope()) optimizer.step();
        return new TrainedStep(sum, Stopwatch.GetElapsedTime(started), null);
    }

    public Tensor Predict(IReadOnlyList<Tensor> inputs, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        model.eval();
        try
        {
            return forward([.. inputs.Select(input => input.to(device ?? CPU))]).cpu().MoveToOuterDisposeScope();
        }
        finally
        {
            model.train();
        }
    }

    public void Dispose() => optimizer.Dispose();

    /// <summary>Of n samples over m microbatches the first n mod m have one more.</summary>
    private IEnumerable<(int First, int Count)> Microbatches(int samples)
    {
        var first = 0;
        for (var m = 0; m < microbatches; m++)
        {
            var count = samples / microbatches + (m < samples % microbatches ? 1 : 0);
            yield return (first, count);
            first += count;
        }
    }
}
