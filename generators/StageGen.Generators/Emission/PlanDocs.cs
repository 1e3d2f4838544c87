using StageGen.Modeling;
using StageGen.Modeling.Costs;

namespace StageGen.Generators.Emission;

/// <summary>A plan's numbers for the documentation of what is generated; nothing where nothing is known.</summary>
internal static class PlanDocs
{
    /// <summary>
    /// What a stage has and costs, for a microbatch: <c>tokens, blocks[0–3]; 3.2 M parameters, 49.8 % of the time (10.7 GFLOP), keeps
    /// 34 MB, sends 512 KB</c>.
    /// </summary>
    public static string Stage(PlanSummary? summary, StagePlan stage)
    {
        if (summary is null || double.IsNaN(summary.Stages[stage.Index].Parameters)) return Names.Contents(stage);
        var numbers = summary.Stages[stage.Index];
        string text = numbers.Submodules + "; " + PlanNumbers.Count(numbers.Parameters) + " parameters";
        if (double.IsNaN(numbers.Share)) return text;
        text += ", " + PlanNumbers.Percent(numbers.Share) + " of the time (" + PlanNumbers.Flops(numbers.Flops) + "), keeps "
            + PlanNumbers.Bytes(numbers.SavedBytes);
        return double.IsNaN(numbers.BytesOut) || numbers.BytesOut == 0 ? text : text + ", sends " + PlanNumbers.Bytes(numbers.BytesOut);
    }

    /// <summary>
    /// What a device holds at its peak: <c>113 MB: weights 12 MB, gradients 12 MB, optimizer 24 MB (as Adam's), activations 64 MB of 2
    /// microbatches</c>.
    /// </summary>
    public static string Memory(DeviceSummary device) =>
        PlanNumbers.Bytes(device.PeakBytes) + (double.IsInfinity(device.MemoryBytes) ? "" : " of " + PlanNumbers.Bytes(device.MemoryBytes))
            + ": weights " + PlanNumbers.Bytes(device.WeightBytes) + ", gradients " + PlanNumbers.Bytes(device.GradientBytes)
            + ", optimizer " + PlanNumbers.Bytes(device.OptimizerBytes) + " (as Adam's), activations "
            + PlanNumbers.Bytes(device.ActivationBytes)
            + " of " + Names.Number(device.HeldMicrobatches) + (device.HeldMicrobatches == 1 ? " microbatch" : " microbatches");

    /// <summary>Where the numbers come from, and what they are of; for what is not known, why.</summary>
    public static string? Source(PlanSummary? summary)
    {
        if (summary is null) return null;
        if (summary.Stages.Any(stage => double.IsNaN(stage.Share)))
            return summary.Unknown.Count == 0
                ? null
                : "What it costs is not known: " + summary.Unknown[0].What + " " + summary.Unknown[0].Remedy + ".";
        return char.ToUpperInvariant(summary.Source[0]) + summary.Source.Substring(1) + ".";
    }

    /// <summary>That no attribute declares the stages, and by what they were chosen.</summary>
    public static string Chosen(AutomaticStages automatic) =>
        automatic.Count == 1 ? "The only stage was chosen automatically."
        : "The stages were chosen automatically, " + automatic.By
            + (automatic is { IsByTime: false, Unknown: { } unknown } ? ": " + unknown.What + " " + unknown.Remedy + "." : ".");

    /// <summary>The bubble of a step that takes what the stages cost.</summary>
    public static string? Bubble(PlanSummary? summary) =>
        summary is null || double.IsNaN(summary.Bubble) ? null
        : "Bubble " + PlanNumbers.Percent(summary.Bubble) + ", the slowest device " + PlanNumbers.Percent(summary.Imbalance)
            + " over the mean";

    /// <summary>The plan in a sentence.</summary>
    public static string? Sentence(ModelPlan plan, PlanSummary? summary)
    {
        if (summary is null || summary.Devices.Count == 0) return null;
        string shares = string.Join(", ", summary.Devices.Select(device => device.Name + " " + PlanNumbers.Percent(device.Share)));
        return "The plan: " + Drawing.Title(plan) + "; shares of the time "
            + (summary.IsMeasured ? "as measured" : "as estimated") + ": " + shares
            + (double.IsNaN(summary.Bubble) ? "" : "; bubble " + PlanNumbers.Percent(summary.Bubble)) + ".";
    }
}
