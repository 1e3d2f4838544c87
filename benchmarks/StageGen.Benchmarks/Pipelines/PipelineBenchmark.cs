using System.Diagnostics;
using StageGen.Scheduling;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>
/// Measures the modes in turn, round by round, so that whatever else the machine does hits all alike:
/// <c>unsplit_1</c> and <c>unsplit_2</c> (the ordinary model over the same microbatches, with one and two threads an operation),
/// <c>pair</c> (two of <c>unsplit_1</c> at once), each in processes of their own, as one trains without StageGen;
/// <c>pair_same_heap</c> (two at once in the pipelines' own process), and the pipeline under each schedule.
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
        using var one = new UnsplitProcess(work, threads: 1);
        using var other = new UnsplitProcess(work, threads: 1);
        using var two = new UnsplitProcess(work, threads: 2);
        using var lane = new Lane(1);
        using var otherLane = new Lane(1);
        SplitBackwardProbe? probe = null;
        var modes = new List<Mode>
        {
            new UnsplitMode(ComparisonTable.OneThread, work, [one]),
            new UnsplitMode("unsplit_2", work, [two]),
            new UnsplitMode(ComparisonTable.Pair, work, [one, other]),
            new SameHeapMode(ComparisonTable.PairSameHeap, work, [lane, otherLane]),
        };
        try
        {
            foreach (var schedule in schedules) modes.Add(new PipelineMode(Schedules.CommandLineName(schedule), work, schedule));
            if (modes.OfType<PipelineMode>().Any(mode => mode.SplitsBackward) && SplitBackwardProbe.Suits(work))
                probe = new SplitBackwardProbe(work);
            using var batch = work.NewBatch();
            log.WriteLine(
                $"GPT of width {work.Width}, depth {work.Depth}, context {work.Context}; batches of {work.BatchSize} in {work.Microbatches} microbatches; " +
                $"pipeline on {string.Join(", ", work.Devices)}; up to {rounds} rounds of {steps} steps.");
            var started = Stopwatch.StartNew();
            for (var round = 0; round <= rounds && (round <= FewestRounds || started.Elapsed < Longest); round++)
            {
                // Forth and back, so that no mode always follows the same other one; the first round warms up.
                foreach (var mode in round % 2 == 0 ? modes : Enumerable.Reverse(modes)) mode.Round(steps, batch, counts: round > 0);
                probe?.Round(batch, counts: round > 0);
            }
            return [.. modes.Select(mode => new ModeResult(mode.Name, mode.TokensPerSecond)
            {
                Pipeline = mode is PipelineMode pipeline
                    ? new PipelineResult(
                        pipeline.Bubble, pipeline.PredictedOverMeasured, pipeline.SplitsBackward ? probe?.Ratio : null,
                        pipeline.HandOverMicroseconds)
                    : null,
            })];
        }
        finally
        {
            foreach (var mode in modes) mode.Dispose();
            probe?.Dispose();
        }
    }
}

/// <summary>What was measured of a mode.</summary>
/// <param name="Name">What the mode is called.</param>
/// <param name="TokensPerSecond">The median over the rounds.</param>
public sealed record ModeResult(string Name, double TokensPerSecond)
{
    /// <summary>What else was measured of a pipeline; null unsplit.</summary>
    public PipelineResult? Pipeline { get; init; }
}

/// <summary>What was measured of a pipeline.</summary>
/// <param name="Bubble">The share of a step in which devices wait, simulated from the measured costs.</param>
/// <param name="PredictedOverMeasured">The simulated length of a step over the measured one.</param>
/// <param name="SplitBackwardRatio">
/// The two halves of a backward over a whole one, on transformer blocks; null where the schedule takes backwards whole, or the
/// model has too few blocks to tell.
/// </param>
/// <param name="HandOverMicroseconds">How long an action starts after it could have.</param>
public sealed record PipelineResult(double Bubble, double PredictedOverMeasured, double? SplitBackwardRatio, double HandOverMicroseconds);
