using System.Collections.Concurrent;
using StageGen.Modeling;
using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Analyzers;

/// <summary>
/// Bubbles of schedules where stages cost the same and a backward twice a forward: simulated on the very list of actions that would run.
/// </summary>
internal sealed class Bubbles(ModelPlan plan, DeclaredDevices devices)
{
    // Beyond this nothing is simulated while somebody types.
    private const int MostActions = 20_000;

    // Editors ask again at every edit of the model. The oldest answers go all at once.
    private const int MostRemembered = 256;
    private static readonly ConcurrentDictionary<(PipelineSchedule, int, int, int), Schedule> Remembered = new();

    private readonly StageGraph graph = GraphOf(plan);

    /// <summary>
    /// The idle share of all devices under a schedule with so many microbatches and stages a device; null where it is not known.
    /// </summary>
    public double? Of(PipelineSchedule kind, int microbatches, int stagesPerDevice)
    {
        int count = devices.Names.Count;
        if (kind == PipelineSchedule.Auto || !Schedules.Allows(kind, stagesPerDevice)
            || 3L * count * microbatches * stagesPerDevice > MostActions)
            return null;
        if (Remembered.Count > MostRemembered) Remembered.Clear();
        var schedule = Remembered.GetOrAdd((kind, count, microbatches, stagesPerDevice),
            static what => Schedules.Build(what.Item1, what.Item2, what.Item3, what.Item4));
        // A cut that the model does not have yet is taken for a chain.
        if (schedule.Stages <= graph.Stages) schedule = schedule.WithGraph(Fused(schedule.Stages));
        return ScheduleSimulator.Simulate(schedule).Bubble;
    }

    /// <summary>Which of so many runs of neighbouring stages reads from which.</summary>
    private StageGraph Fused(int chunks)
    {
        int[] chunkOf = chunks == devices.Chunks
            ? [.. devices.ChunkOf]
            : [.. Enumerable.Range(0, graph.Stages).Select(stage => ChunkOf(stage, chunks))];
        return StageGraph.Of(Enumerable.Range(0, chunks).Select(chunk =>
            Enumerable.Range(0, graph.Stages).Where(stage => chunkOf[stage] == chunk).SelectMany(graph.SourcesOf)
                .Select(source => chunkOf[source]).Where(source => source != chunk)));
    }

    private int ChunkOf(int stage, int chunks) =>
        Enumerable.Range(0, chunks)
            .First(chunk => StageShares.Bounds(graph.Stages, chunk, chunks, null) is var (start, end) && stage >= start && stage < end);

    private static StageGraph GraphOf(ModelPlan plan) => StageGraph.Of(plan.Stages.Select(stage =>
        plan.Values.Where(value => value.Producer >= 0 && value.Producer < stage.Index && value.Consumers.Contains(stage.Index))
            .Select(value => value.Producer)));
}
