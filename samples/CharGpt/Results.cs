using System.Text.Json;
using System.Text.Json.Serialization;
using Samples.Text;
using Samples.Training;
using StageGen.Scheduling;

namespace Samples;

/// <summary>What a run gave.</summary>
public sealed record Results(CharGptOptions Options, TextData Data, TrainingRun Run, StepTimelines Steps, Comparison? Comparison)
{
    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The numbers as one JSON object on one line, for programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            BitsPerCharacter = Run.ValidationBits,
            Data.UnigramBits,
            Run.TokensPerSecond,
            Steps.MeasuredBubble,
            PredictedBubble = Steps.Simulated.Bubble,
            MeasuredStepSeconds = Steps.Measured.Makespan,
            PredictedStepSeconds = Steps.Simulated.Makespan,
            TrainingSeconds = Run.Elapsed.TotalSeconds,
            Schedule = Schedules.CommandLineName(Options.Schedule),
            Options.Devices,
            Options.Microbatches,
            Options.Steps,
            Compare = Comparison is { } comparison
                ? new
                {
                    BitsPerCharacter = comparison.Unsplit.ValidationBits,
                    comparison.Unsplit.TokensPerSecond,
                    Speedup = Run.TokensPerSecond / comparison.Unsplit.TokensPerSecond,
                    comparison.LossesIdentical,
                    comparison.WeightsIdentical,
                }
                : null,
        },
        SnakeCase);
}
