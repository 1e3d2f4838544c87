using System.Text.Json.Nodes;
using StageGen;
using StageGen.Scheduling;

namespace Samples.Training;

/// <summary>What a run gave.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Wording">How to name what was measured.</param>
/// <param name="Run">The pipelined training.</param>
/// <param name="Profile">A step, predicted and measured.</param>
/// <param name="Comparison">The unsplit training beside it; null where it was not asked for.</param>
public sealed record Outcome(
    RunOptions Options, Wording Wording, TrainingRun Run, PipelineProfile Profile, Comparison? Comparison)
{
    /// <summary>So many of what the sample counts a second.</summary>
    public double Speed(TrainingRun run) => run.SamplesPerSecond * Wording.ThingsPerSample;

    /// <summary>The numbers as one JSON object on one line, for programs.</summary>
    /// <param name="more">What the sample has to add.</param>
    public string ToJson(params ReadOnlySpan<(string Key, JsonNode? Value)> more)
    {
        var speed = $"{Wording.Things}_per_second";
        var json = new JsonObject
        {
            [Wording.MetricKey] = Run.Metric,
            [Wording.BaselineKey] = Wording.BaselineValue,
            [speed] = Speed(Run),
            ["measured_bubble"] = Profile.MeasuredBubble,
            ["predicted_bubble"] = Profile.Predicted.Bubble,
            ["measured_step_seconds"] = Profile.Measured.Makespan / 1000,
            ["predicted_step_seconds"] = Profile.Predicted.Makespan / 1000,
            ["training_seconds"] = Run.Elapsed.TotalSeconds,
            ["schedule"] = Options.Plan?.Name ?? Schedules.CommandLineName(Options.Schedule),
            ["devices"] = new JsonArray([.. Options.Devices.Select(name => (JsonNode)name)]),
            ["microbatches"] = Options.Microbatches,
            ["steps"] = Options.Steps,
        };
        foreach (var (key, value) in more) json[key] = value;
        if (Comparison is { } comparison)
        {
            json["compare"] = new JsonObject
            {
                [Wording.MetricKey] = comparison.Unsplit.Metric,
                [speed] = Speed(comparison.Unsplit),
                ["speedup"] = Run.SamplesPerSecond / comparison.Unsplit.SamplesPerSecond,
                ["losses_identical"] = comparison.LossesIdentical,
                ["weights_identical"] = comparison.WeightsIdentical,
            };
        }
        return json.ToJsonString();
    }
}
