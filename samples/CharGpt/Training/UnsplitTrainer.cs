using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>
/// Trains the ordinary, unsplit model on the calling thread, over the same microbatches in the same order as a pipeline does:
/// what a pipeline must equal, bit by bit, and beat.
/// </summary>
public sealed class UnsplitTrainer(CharGpt model, int microbatches, double learningRate, Device? device = null) : ITrainer
{
    private readonly optim.Optimizer optimizer = AdamW.For(model.to(device ?? CPU).parameters(), learningRate);

    public CharGpt Model => model;

    public IReadOnlyList<optim.Optimizer> Optimizers => [optimizer];

    public TrainedStep Train(Tensor ids, Tensor targets, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var started = Stopwatch.GetTimestamp();
        optimizer.zero_grad();
        var sum = 0.0;
        foreach (var (first, count) in Microbatches((int)ids.size(0)))
        {
            using var scope = NewDisposeScope();
            var loss = Loss(ids.narrow(0, first, count), targets.narrow(0, first, count)) * ((double)count / ids.size(0));
            loss.backward();
            sum += loss.ToDouble();
        }
        using (NewDisposeScope()) optimizer.step();
        return new TrainedStep(sum, Stopwatch.GetElapsedTime(started), null);
    }

    public double Evaluate(Tensor ids, Tensor targets, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        return Loss(ids, targets).ToDouble();
    }

    public void Dispose() => optimizer.Dispose();

    private Tensor Loss(Tensor ids, Tensor targets)
        => CharGpt.Loss(model.call(ids.to(device ?? CPU)), targets.to(device ?? CPU));

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
