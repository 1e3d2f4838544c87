using System.Globalization;

namespace StageGen.Fuzzing.Tests;

/// <summary>How a model went.</summary>
/// <param name="Failure">What is wrong, or null.</param>
/// <param name="Ran">The schedule that was run and on how many devices.</param>
/// <param name="IsExact">Whether its gradients were held to the bit.</param>
/// <param name="HasFallenBack">Whether it has too few stages for the schedule that was drawn.</param>
internal sealed record Outcome(string? Failure, string Ran, bool IsExact, bool HasFallenBack);

/// <summary>How many models went how.</summary>
internal sealed class FuzzCounts
{
    private readonly SortedDictionary<string, int> schedules = [];

    public int Models { get; private set; }

    public int Failed { get; private set; }

    public int Exact { get; private set; }

    public int FallenBack { get; private set; }

    /// <summary>How long compiling took, that of smaller models included.</summary>
    public TimeSpan Compiling { get; set; }

    public TimeSpan Running { get; set; }

    public void Add(IReadOnlyList<Outcome> outcomes)
    {
        Models += outcomes.Count;
        Failed += outcomes.Count(outcome => outcome.Failure is not null);
        Exact += outcomes.Count(outcome => outcome.IsExact);
        FallenBack += outcomes.Count(outcome => outcome.HasFallenBack);
        foreach (var outcome in outcomes)
        {
            string schedule = outcome.Ran.Split(" on ")[0];
            schedules[schedule] = schedules.GetValueOrDefault(schedule) + 1;
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Models} models, {Failed} wrong; gradients of {Exact} held to the bit, of the others within {Comparison.Tolerance};
        {FallenBack} fell back to 1F1B for too few stages.
        Compiled in {Compiling.TotalSeconds:f0} s, run in {Running.TotalSeconds:f0} s.
        {string.Join(", ", schedules.Select(one => $"{one.Key} {one.Value}"))}
        """);
}
