using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Analyzers;

/// <summary>Whether the devices take equally long, and if not, what would.</summary>
internal static class BalanceRule
{
    // What another cut gains must be worth the reader's while.
    private const double LeastGain = 0.05;

    // A submodule a little over its share is no news: the first layer alone, which owes nobody a gradient, makes as much difference.
    private const double Oversized = 1.3;

    public static IEnumerable<CostFinding> Find(ModelPartition model, CostOptions options)
    {
        var declared = model.Declared;
        double imbalance = ModelPartition.ImbalanceOf(declared);
        if (!(100 * imbalance >= options.Imbalance)) yield break;

        double all = declared.Devices.Sum(device => device.Time), share = 1.0 / declared.Devices.Count;
        if (model.Best is { } best && best.Bottleneck < declared.Bottleneck * (1 - LeastGain))
        {
            var slowest = declared.Devices.OrderByDescending(device => device.Time).First();
            string layers = string.Join(", ", slowest.Stages.Select(stage => model.NamesOf(declared, stage)));
            yield return new CostFinding(CostRules.Imbalance,
                NameOf(model, slowest), Said.Percent(slowest.Time / all), Said.Percent(share), layers, Remedy(model, best),
                Said.Measured(model))
            {
                Properties = CostFinding.Declare(model, best),
            };
        }

        foreach (var layer in Enumerable.Range(0, model.Layers.Count))
        {
            double part = (model.Layers[layer].Cost.Time) / all;
            if (part >= share * Oversized)
                yield return new CostFinding(CostRules.OversizedSubmodule, model.Layers[layer].Name, Said.Percent(part),
                    Said.Percent(share), Said.Measured(model)) { Field = model.Layers[layer].Field };
        }
    }

    private static string Remedy(ModelPartition model, Partition best)
    {
        double all = best.Devices.Sum(device => device.Time),
            faster = 1 - ModelPartition.StepTime(best) / ModelPartition.StepTime(model.Declared);
        string stages = string.Join(" | ", Enumerable.Range(0, best.Stages.Count).Select(stage => model.NamesOf(best, stage)));
        return "the best cut, " + stages + ", has " + Said.Percent(best.Bottleneck / all) + " on the slowest: a step would take "
            + Said.Percent(faster) + " less";
    }

    public static string NameOf(ModelPartition model, PartitionedDevice device) =>
        model.Plan.Devices.Count == 0 ? Said.Capital(model.Devices.Names[device.Device])
        : model.Devices.Names[device.Device] + " (" + (device.Stages.Count == 1 ? "stage " : "stages ")
            + string.Join(", ", DeclaredStages(model, device)) + ")";

    private static IEnumerable<int> DeclaredStages(ModelPartition model, PartitionedDevice device) =>
        Enumerable.Range(0, model.Plan.Stages.Count).Where(stage => device.Stages.Contains(model.Devices.ChunkOf[stage]));
}
