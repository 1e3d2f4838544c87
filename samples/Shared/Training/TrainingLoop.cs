using System.Diagnostics;

namespace Samples.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">The loss of the last step.</param>
/// <param name="SamplesPerSecond">Samples a second, so far.</param>
/// <param name="Bubble">The share of the last step in which devices waited; null unsplit.</param>
/// <param name="Elapsed">The time so far.</param>
public readonly record struct TrainingProgress(
    int Step, int Steps, double Loss, double SamplesPerSecond, double? Bubble, TimeSpan Elapsed);

/// <summary>How a training went.</summary>
/// <param name="Losses">The loss of each step.</param>
/// <param name="SamplesPerSecond">Samples a second, without the first steps, in which libtorch warms up.</param>
/// <param name="Elapsed">The time of all steps.</param>
/// <param name="Metric">How good the model is on what it was not trained on.</param>
public sealed record TrainingRun(IReadOnlyList<double> Losses, double SamplesPerSecond, TimeSpan Elapsed, double Metric);

/// <summary>Trains for a number of steps and validates; the same for every <see cref="ITrainer"/>.</summary>
public static class TrainingLoop
{
    /// <summary>How many of a run's steps count as warm-up and not towards its speed.</summary>
    public static int WarmUp(int steps) => Math.Min(3, steps / 2);

    /// <summary>Trains on the first <paramref name="steps"/> of the batches, which are disposed of as they are used.</summary>
    /// <param name="trainer">What trains.</param>
    /// <param name="batches">As many as there are steps, or more.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="peakLearningRate">The highest learning rate.</param>
    /// <param name="metric">Says how good the trained model is.</param>
    /// <param name="report">Called after each step.</param>
    /// <param name="cancellation">Stops the training.</param>
    public static TrainingRun Run(
        ITrainer trainer, IEnumerable<Batch> batches, int steps, double peakLearningRate,
        Func<ITrainer, double> metric, Action<TrainingProgress> report, CancellationToken cancellation = default)
    {
        var rate = new LearningRate(peakLearningRate, steps);
        var losses = new List<double>(steps);
        var started = Stopwatch.StartNew();
        var (all, timed, duration) = (0L, 0L, TimeSpan.Zero);
        foreach (var batch in batches.Take(steps))
        {
            using var own = batch;
            rate.Set(losses.Count, trainer.Optimizers);
            var step = trainer.Train(batch, cancellation);
            losses.Add(step.Loss);
            all += batch.Samples;
            if (losses.Count > WarmUp(steps)) (timed, duration) = (timed + batch.Samples, duration + step.Duration);
            report(new TrainingProgress(losses.Count, steps, step.Loss, Speed(), step.Timeline?.Bubble, started.Elapsed));
        }
        var elapsed = started.Elapsed;
        return new TrainingRun(losses, Speed(), elapsed, metric(trainer));

        double Speed() => timed > 0 ? timed / duration.TotalSeconds : all / started.Elapsed.TotalSeconds;
    }
}
