using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Analyzers;

/// <summary>Whether a device has hardly anything to do, and what a step would take without it.</summary>
internal static class IdleRule
{
    public static IEnumerable<CostFinding> Find(ModelPartition model, CostOptions options)
    {
        // Without [Device] a run may have fewer devices than stages.
        if (model.Plan.Devices.Count == 0) yield break;
        var declared = model.Declared;
        foreach (var device in declared.Devices)
        {
            if (!(100 * device.Time < options.Idle * declared.Bottleneck)) continue;
            yield return new CostFinding(CostRules.IdleDevice,
                BalanceRule.NameOf(model, device), Said.Percent(device.Time / declared.Bottleneck),
                string.Join(", ", device.Stages.Select(stage => model.NamesOf(declared, stage))), Remedy(model, device),
                Said.Measured(model))
            {
                Device = device.Device,
            };
        }
    }

    private static string Remedy(ModelPartition model, PartitionedDevice idle)
    {
        var without = model.Request with { Devices = [.. model.Request.Devices.Where((_, number) => number != idle.Device)] };
        if (!Partitioner.TrySolve(without, out var fewer, out _)) return "without it the model would not fit: give it more of the work";
        double change = ModelPartition.StepTime(fewer!) / ModelPartition.StepTime(model.Declared) - 1;
        return "without it (" + string.Join(" | ", Enumerable.Range(0, fewer!.Stages.Count).Select(stage => model.NamesOf(fewer, stage)))
            + ") a step would take " + Said.Change(change) + ": leave it out, or give it more of the work";
    }
}
