using System.Runtime;
using Samples.Training;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>
/// The ordinary model on several threads of this process at once, each training its own copy; their rates add up. What StageGen's
/// runtime sets for the process, kept memory and the collector's pause, helps them as it helps the pipelines.
/// </summary>
public sealed class SameHeapMode(string name, Workload work, IReadOnlyList<Lane> lanes) : Mode(name, work)
{
    private readonly UnsplitTrainer[] trainers =
        [.. lanes.Select(_ => CharGptTrainers.Unsplit(work.NewModel(), work.Microbatches, Workload.LearningRate))];

    public override void Dispose()
    {
        foreach (var trainer in trainers)
        {
            trainer.Dispose();
            trainer.Model.Dispose();
        }
    }

    protected override double Measure(int steps, Batch batch)
    {
        // As in a pipeline's step: no collection while two threads are in native code (TorchSharp's handles are not kept alive).
        var quiet = GC.TryStartNoGCRegion(200L << 20);
        try
        {
            using var together = new Barrier(lanes.Count);
            var running = lanes.Select((lane, i) => lane.Start(() =>
            {
                together.SignalAndWait();
                return Rate(trainers[i], steps, batch);
            })).ToArray();
            return Task.WhenAll(running).GetAwaiter().GetResult().Sum();
        }
        finally
        {
            if (quiet && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
        }
    }
}
