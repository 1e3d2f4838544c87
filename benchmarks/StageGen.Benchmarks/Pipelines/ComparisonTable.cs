using System.Text.Json;
using System.Text.Json.Serialization;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>A mode beside the others.</summary>
/// <param name="TokensPerSecond">The median over the rounds.</param>
/// <param name="SpeedupOverOneThread">Times as fast as <c>unsplit_1</c>.</param>
/// <param name="Bubble">The share of a step in which devices wait, simulated from the measured costs.</param>
/// <param name="OverCeiling">Tokens per second ÷ (pair × (1 − bubble)): 1 is all that the machine and the schedule allow.</param>
/// <param name="PredictedOverMeasured">The simulated length of a step over the measured one.</param>
/// <param name="SplitBackwardRatio">The two halves of a backward over a whole one, on transformer blocks, where the schedule splits it.</param>
/// <param name="HandOverMicroseconds">How long an action starts after it could have.</param>
public sealed record ComparedMode(
    double TokensPerSecond, double SpeedupOverOneThread, double? Bubble, double? OverCeiling, double? PredictedOverMeasured,
    double? SplitBackwardRatio, double? HandOverMicroseconds);

/// <summary>All modes, by name.</summary>
public sealed class ComparisonTable
{
    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly List<KeyValuePair<string, ComparedMode>> modes = [];

    private ComparisonTable()
    {
    }

    public static ComparisonTable Of(IReadOnlyList<ModeResult> results)
    {
        var oneThread = results.Single(mode => mode.Name == "unsplit_1").TokensPerSecond;
        var pair = results.Single(mode => mode.Name == "pair").TokensPerSecond;
        var comparison = new ComparisonTable();
        foreach (var mode in results)
        {
            var pipeline = mode.Pipeline;
            var ceiling = pair * (1 - pipeline?.Bubble);
            comparison.modes.Add(new(mode.Name, new ComparedMode(
                mode.TokensPerSecond, mode.TokensPerSecond / oneThread, pipeline?.Bubble, mode.TokensPerSecond / ceiling, pipeline?.PredictedOverMeasured,
                pipeline?.SplitBackwardRatio, pipeline?.HandOverMicroseconds)));
        }
        return comparison;
    }

    /// <summary>Writes a table for people.</summary>
    public void Write(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(
            $"{"",-17}{"tokens/s",9}{"× one thread",14}{"bubble",9}{"÷ ceiling",11}{"predicted ÷ measured",22}{"(I + W) ÷ B",13}{"hand-over µs",14}");
        foreach (var (name, mode) in modes)
        {
            output.WriteLine(
                $"{name,-17}{mode.TokensPerSecond,9:N0}{mode.SpeedupOverOneThread,14:F2}{mode.Bubble,9:P1}{mode.OverCeiling,11:F3}" +
                $"{mode.PredictedOverMeasured,22:F3}{mode.SplitBackwardRatio,13:F3}{mode.HandOverMicroseconds,14:F1}");
        }
        output.WriteLine();
        output.WriteLine("pair: two one-thread trainings at once, added up. ÷ ceiling: tokens/s ÷ (pair × (1 − bubble)).");
        output.WriteLine("(I + W) ÷ B: a backward in two halves over a whole one, on blocks alone. hand-over: how long an action starts after it could have.");
    }

    /// <summary>One JSON object on one line, with an object for each mode.</summary>
    public string ToJson() => JsonSerializer.Serialize(modes.ToDictionary(), SnakeCase);
}
