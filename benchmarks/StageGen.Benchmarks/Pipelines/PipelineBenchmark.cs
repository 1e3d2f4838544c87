using System.Diagnostics;
using StageGen.Scheduling;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>
/// Measures the modes in turn, round by round, so that whatever else the machine does hits all alike:
/// <c>unsplit_1</c> and <c>unsplit_2</c> (the ordinary model over the same microbatches, with one and two threads an operation),
/// <c>pair</c> (two of <c>unsplit_1</c> at once: what two cores really give), and the pipeline under each schedule.
/// </summary>
public static class PipelineBenchmark
{
    /// <summary>On a slow or busy machine fewer rounds are measured, but never fewer than <see cref="FewestRounds"/>.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(130);

    private const int FewestRounds = 3;

    /// <returns>The modes, measured; their trainers are already gone.</returns>
    public static IReadOnlyList<ModeResult> Run(
        Workload work, IReadOnlyList<PipelineSchedule> schedules, int rounds, int steps, TextWriter log)
    {
        using var one = new Lane(1);
        using var other = new Lane(1);
        using var two = new Lane(2);
        var modes = new List<Mode>
        {
            new UnsplitMode("unsplit_1", work, [one]),
            new UnsplitMode("unsplit_2", work, [two]),
            new UnsplitMode("pair", work, [one, other]),
        };
        try
        {
            foreach (var schedule in schedules) modes.Add(new PipelineMode(Schedules.CommandLineName(schedule), work, schedule));
            using var batch = work.NewBatch();
            log.WriteLine(
                $"GPT of width {work.Width}, depth {work.Depth}, context {work.Context}; batches of {work.BatchSize} in {work.Microbatches} microbatches; " +
                $"pipeline on {string.Join(", ", work.Devices)}; up to {rounds} rounds of {steps} steps.");
            var started = Stopwatch.StartNew();
            for (var round = 0; round <= rounds && (round <= FewestRounds || started.Elapsed < Longest); round++)
            {
                // Forth and back, so that no mode always follows the same other one; the first round warms up.
                foreach (var mode in round % 2 == 0 ? modes : Enumerable.Reverse(modes)) mode.Round(steps, batch, counts: round > 0);
            }
            return [.. modes.Select(mode => mode is PipelineMode pipeline
                ? new ModeResult(mode.Name, mode.TokensPerSecond, pipeline.Bubble, pipeline.PredictedOverMeasured)
                : new ModeResult(mode.Name, mode.TokensPerSecond, null, null))];
        }
        finally
        {
            foreach (var mode in modes) mode.Dispose();
        }
    }
}

/// <summary>What was measured of a mode; the last two for pipelines only.</summary>
public sealed record ModeResult(string Name, double TokensPerSecond, double? Bubble, double? PredictedOverMeasured);
