using System.Globalization;
using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>What is said of a plan wherever it is shown: as text, Markdown, a page or a picture.</summary>
/// <param name="Headings">The headings of a table.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Left">The columns of words, which stand to the left; numbers stand to the right.</param>
internal sealed record PlanRows(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyCollection<int> Left)
{
    /// <summary>The schedule and where the numbers come from, in a sentence.</summary>
    public static string Subtitle(PlannedModel model) =>
        $"{Schedules.Title(model.Plan.Schedule.Kind)} over {model.Devices.Microbatches} microbatch(es) on {model.Devices.Names.Count} device(s); {model.Summary.Source}{Chosen(model)}";

    private static string Chosen(PlannedModel model) =>
        model.Plan.Automatic is { } automatic ? $"; stages chosen automatically{(automatic.Count == 1 ? "" : " " + automatic.By)}" : "";

    public static PlanRows Stages(PlanSummary summary)
    {
        var rows = summary.Stages.Select(stage => (IReadOnlyList<string>)
        [
            Number(stage.Index), stage.Device, PlanNumbers.Count(stage.Parameters), PlanNumbers.Count(stage.Flops),
            PlanNumbers.Percent(stage.Share), PlanNumbers.Bytes(stage.SavedBytes), PlanNumbers.Bytes(stage.BytesOut), stage.Submodules,
        ]).ToList();
        if (rows.Count > 1)
        {
            var all = summary.Stages;
            rows.Add(["all", "", PlanNumbers.Count(all.Sum(stage => stage.Parameters)),
                PlanNumbers.Count(all.Sum(stage => stage.Flops)), "",
                PlanNumbers.Bytes(all.Sum(stage => stage.SavedBytes)), PlanNumbers.Bytes(all.Sum(stage => stage.BytesOut)), ""]);
        }
        return new(["stage", "device", "parameters", "FLOPs", "time", "keeps", "sends", "submodules"], rows, [0, 1, 7]);
    }

    public static PlanRows Devices(PlanSummary summary)
    {
        bool limited = summary.Devices.Any(device => !double.IsInfinity(device.MemoryBytes));
        string[] headings = ["device", "stages", "time", "idle", "weights", "gradients", "optimizer", "activations", "of", "peak"];
        return new(limited ? [.. headings, "memory"] : headings, [.. summary.Devices.Select(device =>
        {
            List<string> row =
            [
                device.Name, string.Join(" ", device.Stages), PlanNumbers.Percent(device.Share), PlanNumbers.Percent(device.Idle),
                PlanNumbers.Bytes(device.WeightBytes), PlanNumbers.Bytes(device.GradientBytes), PlanNumbers.Bytes(device.OptimizerBytes),
                PlanNumbers.Bytes(device.ActivationBytes), Number(device.HeldMicrobatches), PlanNumbers.Bytes(device.PeakBytes),
            ];
            if (limited) row.Add(Memory(device));
            return (IReadOnlyList<string>)row;
        })], [0]);
    }

    /// <summary>How good the plan is, and what would be better: sentences; none where the costs are not all known.</summary>
    public static IReadOnlyList<string> Verdict(PlannedModel model)
    {
        if (model.Partition is not { } partition) return [];
        string bubble = $"Bubble {PlanNumbers.Percent(model.Summary.Bubble)}; "
            + $"the slowest device takes {PlanNumbers.Percent(model.Summary.Imbalance)} more than the mean.";
        if (partition.Best is null) return [bubble, partition.Problem!.Message];
        if (model.Better is not { } better)
        {
            bool proven = partition.Best.IsOptimal && partition.Best.Bottleneck >= partition.Declared.Bottleneck * 0.999;
            return [bubble, proven ? "No cut is better." : "No better cut was found."];
        }
        return
        [
            bubble,
            $"A better cut: {string.Join(" | ", better.Stages.Select(stage => partition.NamesOf(better, stage.Stage)))}",
            $"  has {PlanNumbers.Percent(ModelPartition.ImbalanceOf(better))} more than the mean on the slowest; "
                + $"a step would take {PlanNumbers.Percent(Math.Abs(model.Gain))} {(model.Gain < 0 ? "more, but it fits" : "less")}.",
        ];
    }

    /// <summary>The same in paragraphs.</summary>
    public static IReadOnlyList<string> VerdictParagraphs(PlannedModel model) =>
        string.Join('\n', Verdict(model)).Replace("\n  ", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The attributes that declare a better cut; empty where there is none, or attributes cannot say it.</summary>
    public static IReadOnlyList<string> BetterAttributes(PlannedModel model) =>
        model.Better is { } better && model.Partition!.AttributesOf(better) is { } attributes
            ? [.. attributes.GroupBy(field => field.Attribute)
                .Select(same => $"[{same.Key}] {string.Join(", ", same.Select(field => field.Field))}")]
            : [];

    private static string Memory(DeviceSummary device) => double.IsInfinity(device.MemoryBytes) ? ""
        : PlanNumbers.Bytes(device.MemoryBytes) + (device.PeakBytes > device.MemoryBytes ? " (too little)" : "");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
