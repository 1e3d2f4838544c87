using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Analyzers;

/// <summary>Whether what a device holds fits in the memory that its <c>[Device]</c> says it has.</summary>
internal static class MemoryRule
{
    public static IEnumerable<CostFinding> Find(ModelPartition model)
    {
        if (model.Declared.Fits) yield break;
        string remedy = Remedy(model);
        foreach (var device in model.Declared.Devices.Where(device => device.MissingBytes > 0))
        {
            yield return new CostFinding(CostRules.OverMemory,
                model.Devices.Names[device.Device], MemorySize.Write(device.PeakBytes), MemorySize.Write(device.MemoryBytes),
                MemorySize.Write(device.WeightBytes), MemorySize.Write(device.GradientBytes), MemorySize.Write(device.OptimizerBytes),
                MemorySize.Write(device.ActivationBytes), Said.Number(device.HeldMicrobatches.DefaultIfEmpty().Max()), remedy, Said.Measured(model))
            {
                Device = model.Plan.Devices.Count > 0 ? device.Device : null,
                Properties = model.Best is { } best ? CostFinding.Declare(model, best) : null,
            };
        }
    }

    /// <summary>The first of what would fit: another cut, another schedule, smaller microbatches; else how much is lacking at the best.</summary>
    private static string Remedy(ModelPartition model)
    {
        if (model.Best is { } best) return "cut " + string.Join(" | ", Enumerable.Range(0, best.Stages.Count).Select(stage => model.NamesOf(best, stage))) + ", and it fits";
        foreach (var schedule in new[] { PipelineSchedule.OneForwardOneBackward, PipelineSchedule.VHalf, PipelineSchedule.VMin })
        {
            if (schedule == model.Request.Schedule || !Schedules.Allows(schedule, model.Devices.StagesPerDevice)) continue;
            if (Fits(model.Request with { Schedule = schedule })) return "under " + Schedules.Title(schedule) + ", which holds fewer microbatches, a cut fits";
        }
        for (int factor = 2; factor <= 8; factor *= 2)
        {
            // The same batch in more pieces: each weighs less.
            var layers = model.Request.Layers.Select(layer => layer with { ActivationBytes = layer.ActivationBytes / factor, CutBytes = layer.CutBytes / factor }).ToArray();
            if (Fits(model.Request with { Layers = layers, Microbatches = model.Request.Microbatches * factor }))
                return "with " + Said.Number(model.Request.Microbatches * factor) + " microbatches of the same batch a cut fits";
        }
        return "no cut fits: it takes more stages, smaller batches, or activation checkpointing";
    }

    private static bool Fits(PartitionRequest request) => Partitioner.TrySolve(request, out _, out _);
}
