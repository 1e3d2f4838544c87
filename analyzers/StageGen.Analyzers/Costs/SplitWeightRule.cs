using StageGen.Modeling;
using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Analyzers;

/// <summary>
/// Whether submodules that share weights could be on one device at no cost. Workers of one memory share a parameter as it is, but only one
/// of them may be in its backward; devices without common memory cannot share at all, which is an authoring rule.
/// </summary>
internal static class SplitWeightRule
{
    // Having both in one stage may slow the slowest device down by so much and is still worth it.
    private const double Slower = 1.02;

    public static IEnumerable<CostFinding> Find(ModelPartition model, EquatableArray<SharedWeight> shared)
    {
        foreach (var one in shared)
        {
            int taker = LayerOf(model, one.Taker), giver = LayerOf(model, one.Giver);
            if (taker < 0 || giver < 0) continue;
            string takers = DeviceOf(model, taker), givers = DeviceOf(model, giver);
            if (model.Declared.Map.DeviceOf(model.Declared.StageOf[taker]) == model.Declared.Map.DeviceOf(model.Declared.StageOf[giver])
                || (model.Plan.Devices.Count > 0 && !DeclaredDevices.AreOneMemory(takers, givers))) continue;
            if (Together(model, Math.Min(taker, giver), Math.Max(taker, giver)) is not var (stage, partition)) continue;
            string bytes = MemorySize.Write(Math.Min(model.Request.Layers[taker].ParameterBytes,
                model.Request.Layers[giver].ParameterBytes));
            yield return new CostFinding(CostRules.SplitWeights,
                one.Taker, one.Giver, bytes, Where(model, taker, takers), Where(model, giver, givers),
                Said.Count(model.Request.Microbatches, "microbatch", "es"), Said.Number(stage),
                string.Join(" | ", Enumerable.Range(0, partition.Stages.Count).Select(number => model.NamesOf(partition, number))),
                Said.Change(partition.Bottleneck / model.Declared.Bottleneck - 1))
            {
                Field = one.Taker,
                Properties = CostFinding.Declare(model, partition),
            };
        }
    }

    private static int LayerOf(ModelPartition model, string field) =>
        Enumerable.Range(0, model.Layers.Count).Where(layer => model.Layers[layer].Field == field).DefaultIfEmpty(-1).First();

    private static string DeviceOf(ModelPartition model, int layer) =>
        model.Devices.Names[model.Declared.Map.DeviceOf(model.Declared.StageOf[layer])];

    private static string Where(ModelPartition model, int layer, string device) =>
        model.Plan.Devices.Count == 0 ? device : device + " (stage " + Said.Number(model.Layers[layer].Stage) + ")";

    /// <summary>The fastest cut with two layers, and what is between them, in one stage; null where it would be slower than now.</summary>
    private static (int Stage, Partition Partition)? Together(ModelPartition model, int first, int last)
    {
        var declared = model.Declared.StageOf;
        var best = Enumerable.Range(0, model.Declared.Stages.Count)
            .Select(stage => (Stage: stage,
                StageOf: declared.Select((own, layer) => layer < first ? Math.Min(own, stage) : layer > last ? Math.Max(own, stage) : stage)
                    .ToArray()))
            .Where(cut => cut.StageOf.Distinct().Count() == model.Declared.Stages.Count)
            .Select(cut => (cut.Stage, Partition: Partitioner.EvaluateStages(model.Request, cut.StageOf)))
            .Where(cut => cut.Partition.Fits).OrderBy(cut => cut.Partition.Bottleneck).FirstOrDefault();
        return best.Partition is not null && best.Partition.Bottleneck <= model.Declared.Bottleneck * Slower ? best : null;
    }
}
