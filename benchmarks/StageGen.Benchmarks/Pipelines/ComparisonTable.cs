using System.Text.Json;
using System.Text.Json.Serialization;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>A mode beside the others.</summary>
/// <param name="TokensPerSecond">The median over the rounds.</param>
/// <param name="SpeedupOverOneThread">Times as fast as <c>unsplit_1</c>.</param>
/// <param name="Bubble">The share of a step in which devices wait, simulated from the measured costs.</param>
/// <param name="OverCeiling">Tokens per second ÷ (pair × (1 − bubble)): 1 is all that the machine and the schedule allow.</param>
/// <param name="PredictedOverMeasured">The simulated length of a step over the measured one.</param>
public sealed record ComparedMode(
    double TokensPerSecond, double SpeedupOverOneThread, double? Bubble, double? OverCeiling, double? PredictedOverMeasured);

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
            var ceiling = mode.Bubble is { } bubble ? pair * (1 - bubble) : (double?)null;
            comparison.modes.Add(new(mode.Name, new ComparedMode(
                mode.TokensPerSecond, mode.TokensPerSecond / oneThread, mode.Bubble, mode.TokensPerSecond / ceiling, mode.PredictedOverMeasured)));
        }
        return comparison;
    }

    /// <summary>Writes a table for people.</summary>
    public void Write(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{"",-12}{"tokens/s",12}{"× one thread",14}{"bubble",10}{"÷ ceiling",12}{"predicted ÷ measured",23}");
        foreach (var (name, mode) in modes)
        {
            output.WriteLine(
                $"{name,-12}{mode.TokensPerSecond,12:N0}{mode.SpeedupOverOneThread,14:F2}{mode.Bubble,10:P1}{mode.OverCeiling,12:F3}{mode.PredictedOverMeasured,23:F3}");
        }
        output.WriteLine();
        output.WriteLine("pair: two one-thread trainings at once, added up. ÷ ceiling: tokens/s ÷ (pair × (1 − bubble)).");
    }

    /// <summary>One JSON object on one line, with an object for each mode.</summary>
    public string ToJson() => JsonSerializer.Serialize(modes.ToDictionary(), SnakeCase);
}
