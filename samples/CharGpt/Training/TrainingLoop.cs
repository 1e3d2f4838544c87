using System.Diagnostics;
using Samples.Text;

namespace Samples.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Bits">The loss of the last step, in bits per character.</param>
/// <param name="TokensPerSecond">Characters a second, so far.</param>
/// <param name="Bubble">The share of the last step in which devices waited; null unsplit.</param>
/// <param name="Elapsed">The time so far.</param>
public readonly record struct TrainingProgress(int Step, int Steps, double Bits, double TokensPerSecond, double? Bubble, TimeSpan Elapsed);

/// <summary>How a training went.</summary>
/// <param name="Losses">The loss of each step, in nats.</param>
/// <param name="TokensPerSecond">Characters a second, without the first steps, in which libtorch warms up.</param>
/// <param name="Elapsed">The time of all steps.</param>
/// <param name="ValidationBits">Bits per character on text that was not trained on.</param>
public sealed record TrainingRun(IReadOnlyList<double> Losses, double TokensPerSecond, TimeSpan Elapsed, double ValidationBits);

/// <summary>Trains for a number of steps and validates; the same for every <see cref="ITrainer"/>.</summary>
public static class TrainingLoop
{
    /// <summary>How many validation samples are taken at most: enough for two decimals, and quick.</summary>
    private const int ValidationSamples = 1024;

    /// <summary>How many of a run's steps count as warm-up and not towards its speed.</summary>
    public static int WarmUp(int steps) => Math.Min(3, steps / 2);

    /// <summary>Trains from the options' seed: the same options give the same batches, whichever the trainer.</summary>
    public static TrainingRun Run(
        ITrainer trainer, TextData data, CharGptOptions options, Action<TrainingProgress> report, CancellationToken cancellation = default)
    {
        var rate = new LearningRate(options.LearningRate, options.Steps);
        var losses = new List<double>(options.Steps);
        var started = Stopwatch.StartNew();
        var timed = TimeSpan.Zero;
        foreach (var (ids, targets) in Batches.Random(data.Training, options.Batch, options.Context, options.Seed).Take(options.Steps))
        {
            using var ownIds = ids;
            using var ownTargets = targets;
            rate.Set(losses.Count, trainer.Optimizers);
            var step = trainer.Train(ids, targets, cancellation);
            losses.Add(step.Loss);
            if (losses.Count > WarmUp(options.Steps)) timed += step.Duration;
            report(new TrainingProgress(losses.Count, options.Steps, step.Bits, Speed(), step.Timeline?.Bubble, started.Elapsed));
        }
        var elapsed = started.Elapsed;
        return new TrainingRun(losses, Speed(), elapsed, Validate(trainer, data, options, cancellation));

        double Speed()
        {
            var counted = losses.Count - WarmUp(options.Steps);
            return counted > 0
                ? counted * options.TokensPerStep / timed.TotalSeconds
                : losses.Count * options.TokensPerStep / started.Elapsed.TotalSeconds;
        }
    }

    /// <summary>Bits per character on the text that was kept back.</summary>
    private static double Validate(ITrainer trainer, TextData data, CharGptOptions options, CancellationToken cancellation)
    {
        var (sum, samples) = (0.0, 0L);
        foreach (var (ids, targets) in Batches.Even(data.Validation, options.Batch, options.Context, ValidationSamples))
        {
            using var ownIds = ids;
            using var ownTargets = targets;
            sum += trainer.Evaluate(ids, targets, cancellation) * ids.size(0);
            samples += ids.size(0);
        }
        return sum / samples / Math.Log(2);
    }
}
