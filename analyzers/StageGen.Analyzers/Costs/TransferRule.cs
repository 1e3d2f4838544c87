using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Analyzers;

/// <summary>What crosses borders: whether it takes long, whether a border nearby ships less, whether it is held for long.</summary>
internal static class TransferRule
{
    // A cut is looked for within so many layers; it must ship at most this part, and may slow the slowest device down by as much.
    private const int Nearby = 3;
    private const double MuchLess = 0.5, Slower = 1.05;

    // Shorter transfers are lost in what a step takes anyway.
    private const double ShortestSeconds = 1e-3;

    public static IEnumerable<CostFinding> Find(ModelPartition model, ModelCosts costs, CostOptions options) =>
        Transfers(model, costs, options).Concat(Cuts(model)).Concat(Skips(model, costs, options));

    /// <summary>CPU workers of one machine hand over without a copy: nothing is sent.</summary>
    public static bool Sends(ModelPartition model) => model.Devices.Names.Any(name => !name.StartsWith("cpu", StringComparison.Ordinal));

    private static IEnumerable<CostFinding> Transfers(ModelPartition model, ModelCosts costs, CostOptions options)
    {
        if (!Sends(model)) yield break;
        foreach (var stage in model.Declared.Stages)
        {
            if (!(stage.BytesOut > 0)) continue;
            double flops = stage.Layers.Sum(layer => Flops(model.Layers[layer].Cost));
            // Activations forward, gradients back.
            double sending = 2 * stage.BytesOut / (options.LinkGigabytes * 1e9), computing = flops / (options.TeraFlops * 1e12);
            if (sending < Math.Max(ShortestSeconds, computing * options.Transfer / 100)) continue;
            yield return new CostFinding(CostRules.CostlyTransfer,
                "Stage " + Said.Number(stage.Stage), MemorySize.Write(stage.BytesOut), Values(model, costs, stage.Stage),
                Said.Time(sending), Said.Number(options.LinkGigabytes), Said.Time(computing), Said.Number(options.TeraFlops));
        }
    }

    public static double Flops(CostSum cost) =>
        Known(cost.ForwardFlops) + Known(cost.InputGradientFlops) + Known(cost.WeightGradientFlops);

    private static double Known(Quantity quantity) => quantity.IsKnown ? quantity.Typical : 0;

    /// <summary>The values that leave a stage of the schedule for another device.</summary>
    private static string Values(ModelPartition model, ModelCosts costs, int chunk)
    {
        var names = model.Plan.Values
            .Where((value, index) => value.Producer >= 0 && model.Devices.ChunkOf[value.Producer] == chunk
                && value.Consumers.Any(stage => model.Devices.ChunkOf[stage] != chunk)
                && costs.Values.Count > index && costs.Values[index].Tensors.Count > 0)
            .Select(value => "'" + value.Name + "'").Distinct();
        return string.Join(", ", names);
    }

    private static IEnumerable<CostFinding> Cuts(ModelPartition model)
    {
        if (!Sends(model) || model.Declared.Cuts is not { } cuts || model.Request.Graph is not null) yield break;
        for (int border = 0; border < cuts.Count; border++)
        {
            double ships = model.Request.Layers[cuts[border] - 1].CutBytes;
            var better = Enumerable.Range(-Nearby, 2 * Nearby + 1).Select(step => cuts[border] + step)
                .Where(cut => cut > (border == 0 ? 0 : cuts[border - 1])
                    && cut < (border + 1 < cuts.Count ? cuts[border + 1] : model.Layers.Count))
                .Where(cut => model.Request.Layers[cut - 1].CutBytes <= ships * MuchLess)
                .Select(cut =>
                    (Cut: cut, Partition: Partitioner.Evaluate(model.Request, [.. cuts.Take(border), cut, .. cuts.Skip(border + 1)])))
                .Where(moved => moved.Partition.Bottleneck <= model.Declared.Bottleneck * Slower)
                .OrderBy(moved => moved.Partition.BoundaryBytes).FirstOrDefault();
            if (better.Partition is null) continue;
            double change = better.Partition.Bottleneck / model.Declared.Bottleneck - 1;
            yield return new CostFinding(CostRules.CheaperCut,
                model.Layers[cuts[border] - 1].Name, MemorySize.Write(ships), model.Layers[better.Cut - 1].Name,
                MemorySize.Write(model.Request.Layers[better.Cut - 1].CutBytes),
                Said.Change(change))
            {
                Properties = CostFinding.Declare(model, better.Partition),
            };
        }
    }

    private static IEnumerable<CostFinding> Skips(ModelPartition model, ModelCosts costs, CostOptions options)
    {
        if (model.Request.Schedule == PipelineSchedule.ForwardOnly) yield break;
        for (int index = 0; index < model.Plan.Values.Count && index < costs.Values.Count; index++)
        {
            var value = model.Plan.Values[index];
            if (value.Producer < 0 || value.Consumers.Count == 0 || !costs.Values[index].Bytes.IsKnown
                || costs.Values[index].Tensors.Count == 0)
                continue;
            int last = value.Consumers.Max(), from = model.Devices.ChunkOf[value.Producer], to = model.Devices.ChunkOf[last];
            if (to - from < options.Skip) continue;
            // Between its making and its reading, a microbatch is on its way through the stages in between.
            int held = Math.Min(model.Request.Microbatches, to - from);
            yield return new CostFinding(CostRules.LongSkip,
                value.Name, Said.Number(value.Producer), Said.Number(last), Said.Number(held),
                MemorySize.Write(held * costs.Values[index].Bytes.Typical));
        }
    }
}
