using System.Text.Json.Nodes;
using StageGen.Modeling;
using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>A model's plan as JSON: numbers in full, null what cannot be told.</summary>
internal static class PlanJson
{
    public static JsonObject Of(PlannedModel model)
    {
        var (summary, devices) = (model.Summary, model.Devices);
        return new JsonObject
        {
            ["model"] = model.Type.ToDisplayString(),
            ["file"] = model.File,
            ["schedule"] = Schedules.CommandLineName(model.Plan.Schedule.Kind),
            ["microbatches"] = devices.Microbatches,
            ["automatic_stages"] = Automatic(model.Plan.Automatic),
            ["source"] = summary.IsMeasured ? "profile" : "estimate",
            ["sizes"] = new JsonObject(summary.Sizes.Select(size => KeyValuePair.Create(size.Name, (JsonNode?)size.Typical))),
            ["bubble"] = Number(summary.Bubble),
            ["imbalance"] = Number(summary.Imbalance),
            ["stages"] = new JsonArray([.. summary.Stages.Select(Stage)]),
            ["devices"] = new JsonArray([.. summary.Devices.Select(Device)]),
            ["best"] = Best(model),
            ["unknown"] = new JsonArray([.. summary.Unknown.Select(unknown => (JsonNode)$"{unknown.What} {unknown.Remedy}")]),
        };
    }

    /// <summary>How many stages were chosen and by what; null where attributes declare them.</summary>
    private static JsonObject? Automatic(AutomaticStages? chosen) => chosen is null ? null : new JsonObject
    {
        ["count"] = chosen.Count,
        ["by"] = chosen.Basis switch
        {
            StageBasis.MeasuredTime => "measured_time",
            StageBasis.EstimatedTime => "estimated_time",
            StageBasis.Parameters => "parameters",
            StageBasis.Number => "number",
            _ => null,
        },
    };

    private static JsonNode Stage(StageSummary stage) => new JsonObject
    {
        ["stage"] = stage.Index,
        ["device"] = stage.Device,
        ["submodules"] = stage.Submodules,
        ["parameters"] = Number(stage.Parameters),
        ["forward_flops"] = Number(stage.ForwardFlops),
        ["backward_flops"] = Number(stage.BackwardFlops),
        ["time_share"] = Number(stage.Share),
        ["activation_bytes"] = Number(stage.SavedBytes),
        ["bytes_out"] = Number(stage.BytesOut),
    };

    private static JsonNode Device(DeviceSummary device) => new JsonObject
    {
        ["device"] = device.Name,
        ["stages"] = new JsonArray([.. device.Stages.Select(stage => (JsonNode)stage)]),
        ["time_share"] = Number(device.Share),
        ["idle"] = Number(device.Idle),
        ["weight_bytes"] = Number(device.WeightBytes),
        ["gradient_bytes"] = Number(device.GradientBytes),
        ["optimizer_bytes"] = Number(device.OptimizerBytes),
        ["activation_bytes"] = Number(device.ActivationBytes),
        ["held_microbatches"] = device.HeldMicrobatches,
        ["peak_bytes"] = Number(device.PeakBytes),
        ["memory_bytes"] = Number(device.MemoryBytes),
    };

    private static JsonNode? Best(PlannedModel model)
    {
        if (model.Partition is not { Best: { } best } partition) return null;
        return new JsonObject
        {
            ["stages"] = new JsonArray([.. best.Stages.Select(stage => (JsonNode)partition.NamesOf(best, stage.Stage))]),
            ["imbalance"] = Number(ModelPartition.ImbalanceOf(best)),
            ["proven_optimal"] = best.IsOptimal,
            ["step_time_saved"] = Number(model.Gain),
            ["attributes"] = partition.AttributesOf(best) is { } attributes
                ? new JsonObject(attributes.Select(field => KeyValuePair.Create(field.Field, (JsonNode?)field.Attribute)))
                : null,
        };
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
