using System.Text.Json;
using System.Text.Json.Serialization;
using StageGen.Scheduling;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>A mode beside the others.</summary>
/// <param name="TokensPerSecond">The median over the rounds.</param>
/// <param name="SpeedupOverOneThread">Times as fast as <c>unsplit_1</c>.</param>
/// <param name="Bubble">The share of a step in which devices wait, simulated from the measured costs.</param>
/// <param name="OverCeiling">Tokens per second ÷ (pair × (1 − bubble)): 1 is all that the machine and the schedule allow.</param>
/// <param name="OverSameHeapCeiling">Likewise of <c>pair_same_heap</c>: 1 is all that can be had
/// where the unsplit model has the runtime's memory settings, too.</param>
/// <param name="PredictedOverMeasured">The simulated length of a step over the measured one.</param>
/// <param name="SplitBackwardRatio">The two halves of a backward over a whole one, on transformer blocks,
/// where the schedule splits it.</param>
/// <param name="HandOverMicroseconds">How long an action starts after it could have.</param>
public sealed record ComparedMode(
    double TokensPerSecond, double SpeedupOverOneThread, double? Bubble, double? OverCeiling, double? OverSameHeapCeiling,
    double? PredictedOverMeasured, double? SplitBackwardRatio, double? HandOverMicroseconds);

/// <summary>All modes, by name.</summary>
public sealed class ComparisonTable
{
    /// <summary>What the modes are called that others are compared with.</summary>
    public const string OneThread = "unsplit_1", Pair = "pair", PairSameHeap = "pair_same_heap";

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
        double Rate(string name) => results.Single(mode => mode.Name == name).TokensPerSecond;
        var comparison = new ComparisonTable();
        foreach (var mode in results)
        {
            var pipeline = mode.Pipeline;
            var used = 1 - pipeline?.Bubble;
            comparison.modes.Add(new(mode.Name, new ComparedMode(
                mode.TokensPerSecond, mode.TokensPerSecond / Rate(OneThread), pipeline?.Bubble,
                mode.TokensPerSecond / (Rate(Pair) * used), mode.TokensPerSecond / (Rate(PairSameHeap) * used),
                pipeline?.PredictedOverMeasured, pipeline?.SplitBackwardRatio, pipeline?.HandOverMicroseconds)));
        }
        return comparison;
    }

    /// <summary>Writes a table for people.</summary>
    public void Write(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(
            $"{"",-17}{"tokens/s",9}{"× one thread",14}{"bubble",9}{"÷ ceiling",11}{"same heap",11}{"predicted ÷ measured",22}{"(I + W) ÷ B",13}{"hand-over µs",14}");
        foreach (var (name, mode) in modes)
        {
            output.WriteLine(
                $"{name,-17}{mode.TokensPerSecond,9:N0}{mode.SpeedupOverOneThread,14:F2}{mode.Bubble,9:P1}{mode.OverCeiling,11:F3}{mode.OverSameHeapCeiling,11:F3}" +
                $"{mode.PredictedOverMeasured,22:F3}{mode.SplitBackwardRatio,13:F3}{mode.HandOverMicroseconds,14:F1}");
        }
        output.WriteLine();
        output.WriteLine(
            "unsplit_1, unsplit_2, pair: the unsplit model in processes of its own, as one trains without StageGen; pair: two at once, added up.");
        output.WriteLine(
            "pair_same_heap: two at once in this process, whose freed memory StageGen's runtime keeps; it helps them as it helps the pipelines.");
        output.WriteLine("÷ ceiling: tokens/s ÷ (pair × (1 − bubble)); same heap: ÷ (pair_same_heap × (1 − bubble)).");
        if (modes.Any(mode => mode.Key == Schedules.CommandLineName(PipelineSchedule.Auto)))
            output.WriteLine("auto: the plan found from the costs that its first steps measured.");
        output.WriteLine(
            "(I + W) ÷ B: a backward in two halves over a whole one, on blocks alone. hand-over: how long an action starts after it could have.");
    }

    /// <summary>One JSON object on one line, with an object for each mode.</summary>
    public string ToJson() => JsonSerializer.Serialize(modes.ToDictionary(), SnakeCase);
}
