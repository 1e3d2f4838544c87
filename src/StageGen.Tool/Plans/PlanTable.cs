using System.Globalization;
using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>A model's plan as text.</summary>
internal static class PlanTable
{
    public static void Write(TextWriter output, PlannedModel model)
    {
        var (summary, devices) = (model.Summary, model.Devices);
        output.WriteLine($"{model.Type.ToDisplayString()} ({model.File})");
        output.WriteLine($"{Schedules.Title(model.Plan.Schedule.Kind)} over {devices.Microbatches} microbatch(es) on {devices.Names.Count} device(s); {summary.Source}");
        output.WriteLine();
        Stages(output, summary);
        if (summary.Devices.Count > 0)
        {
            output.WriteLine();
            Devices(output, summary);
            output.WriteLine();
            Verdict(output, model);
        }
        if (summary.Unknown.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Not known:");
            foreach (var unknown in summary.Unknown) output.WriteLine($"  {unknown.What} {unknown.Remedy}");
        }
    }

    private static void Stages(TextWriter output, PlanSummary summary)
    {
        var rows = summary.Stages.Select(stage => (IReadOnlyList<string>)
        [
            Number(stage.Index), stage.Device, PlanNumbers.Count(stage.Parameters), PlanNumbers.Count(stage.Flops), PlanNumbers.Percent(stage.Share),
            PlanNumbers.Bytes(stage.SavedBytes), PlanNumbers.Bytes(stage.BytesOut), stage.Submodules,
        ]).ToList();
        if (rows.Count > 1)
        {
            var all = summary.Stages;
            rows.Add(["all", "", PlanNumbers.Count(all.Sum(stage => stage.Parameters)), PlanNumbers.Count(all.Sum(stage => stage.Flops)), "",
                PlanNumbers.Bytes(all.Sum(stage => stage.SavedBytes)), PlanNumbers.Bytes(all.Sum(stage => stage.BytesOut)), ""]);
        }
        TextTable.Write(output, ["stage", "device", "parameters", "FLOPs", "time", "keeps", "sends", "submodules"], rows, left: [0, 1, 7]);
    }

    private static void Devices(TextWriter output, PlanSummary summary)
    {
        bool limited = summary.Devices.Any(device => !double.IsInfinity(device.MemoryBytes));
        string[] headings = ["device", "stages", "time", "idle", "weights", "gradients", "optimizer", "activations", "of", "peak"];
        TextTable.Write(output, limited ? [.. headings, "memory"] : headings, summary.Devices.Select(device =>
        {
            List<string> row =
            [
                device.Name, string.Join(" ", device.Stages), PlanNumbers.Percent(device.Share), PlanNumbers.Percent(device.Idle), PlanNumbers.Bytes(device.WeightBytes), PlanNumbers.Bytes(device.GradientBytes),
                PlanNumbers.Bytes(device.OptimizerBytes), PlanNumbers.Bytes(device.ActivationBytes), Number(device.HeldMicrobatches), PlanNumbers.Bytes(device.PeakBytes),
            ];
            if (limited) row.Add(double.IsInfinity(device.MemoryBytes) ? "" : PlanNumbers.Bytes(device.MemoryBytes) + (device.PeakBytes > device.MemoryBytes ? " (too little)" : ""));
            return (IReadOnlyList<string>)row;
        }));
    }

    private static void Verdict(TextWriter output, PlannedModel model)
    {
        var (summary, partition) = (model.Summary, model.Partition!);
        output.WriteLine($"Bubble {PlanNumbers.Percent(summary.Bubble)}; the slowest device takes {PlanNumbers.Percent(summary.Imbalance)} more than the mean.");
        if (partition.Best is null) output.WriteLine(partition.Problem!.Message);
        else if (model.Better is not { } better) output.WriteLine(partition.Best.IsOptimal ? "No cut is better." : "No better cut was found.");
        else
        {
            output.WriteLine($"A better cut: {string.Join(" | ", better.Stages.Select(stage => partition.NamesOf(better, stage.Stage)))}");
            output.WriteLine($"  has {PlanNumbers.Percent(ModelPartition.ImbalanceOf(better))} more than the mean on the slowest; a step would take {PlanNumbers.Percent(model.Gain(better))} less.");
            if (partition.AttributesOf(better) is { } attributes)
                output.WriteLine($"  {string.Join("  ", attributes.Select(field => $"[{field.Attribute}] {field.Field}"))}");
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
