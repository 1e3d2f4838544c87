using CsCheck;

namespace StageGen.Fuzzing.Tests;

/// <summary>What a random <c>forward</c> returns.</summary>
internal enum OutputKind
{
    One,
    Pair,
    Named,
    Sides,
}

/// <summary>How a random class is written around its lines.</summary>
/// <param name="Output">What <c>forward</c> returns.</param>
/// <param name="Inputs">How many tensors it takes.</param>
/// <param name="HasNumber">Whether it takes a number as well.</param>
/// <param name="SumsAll">Whether the output is the sum of all values, or of those that nobody has read.</param>
/// <param name="IsScoped">Whether its body is a dispose scope.</param>
internal sealed record Shell(OutputKind Output, int Inputs, bool HasNumber, bool SumsAll, bool IsScoped)
{
    /// <summary>The class with one choice less.</summary>
    public IEnumerable<Shell> Smaller()
    {
        if (Output != OutputKind.One) yield return this with { Output = OutputKind.One };
        if (Inputs > 1) yield return this with { Inputs = 1 };
        if (HasNumber) yield return this with { HasNumber = false };
        if (!SumsAll) yield return this with { SumsAll = true };
        if (IsScoped) yield return this with { IsScoped = false };
    }
}

/// <summary>A random model with the way in which it is to run.</summary>
internal sealed record FuzzModel(ulong Seed, IReadOnlyList<Line> Lines, Shell Shell, FuzzRun Run)
{
    private static readonly PipelineSchedule[] Training = [.. Scheduling.Schedules.All.Where(kind => kind != PipelineSchedule.ForwardOnly)];

    private static readonly Gen<Line> AnyLine = Gen.Select(
        Gen.Int[0, Enum.GetValues<LineKind>().Length - 1], Gen.Int[0, 20], Gen.Int[0, 20], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 11],
        (kind, first, second, advance, length, variant) => new Line((LineKind)kind, first, second, advance, length, variant));

    private static readonly Gen<Shell> AnyShell = Gen.Select(
        Gen.Int[0, 3], Gen.Int[1, 2], Gen.Bool, Gen.Bool, Gen.Int[0, 3],
        (output, inputs, number, all, scope) => new Shell((OutputKind)output, inputs, number, all, scope == 0));

    private static readonly Gen<FuzzRun> AnyRun = Gen.Select(
        Gen.Int[0, Training.Length - 1], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[1, 5], Gen.Int[0, 3],
        (schedule, devices, more, microbatches, ragged) => new FuzzRun(Training[schedule], devices, more, microbatches, ragged));

    private static readonly Gen<FuzzModel> Any = Gen.Select(
        AnyLine.List[1, 9], AnyShell, AnyRun, (lines, shell, run) => new FuzzModel(0, lines, shell, run));

    /// <summary>The model of a seed: always the same.</summary>
    public static FuzzModel Of(ulong seed) => Any.Generate(new PCG(7, seed), null, out _) with { Seed = seed };

    /// <summary>All models with one choice less.</summary>
    public IEnumerable<FuzzModel> Smaller()
    {
        for (int i = 0; i < Lines.Count && Lines.Count > 1; i++)
            yield return this with { Lines = [.. Lines.Take(i), .. Lines.Skip(i + 1)] };
        foreach (var run in Run.Smaller()) yield return this with { Run = run };
        foreach (var shell in Shell.Smaller()) yield return this with { Shell = shell };
        for (int i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i];
            if (line is not { Length: 0, Advance: 0 }) yield return With(i, line with { Length = 0, Advance = 0 });
            if (line is not { First: 0, Second: 0 }) yield return With(i, line with { First = 0, Second = 0 });
            if (line.Variant > 0) yield return With(i, line with { Variant = 0 });
        }
    }

    private FuzzModel With(int index, Line line) => this with { Lines = [.. Lines.Take(index), line, .. Lines.Skip(index + 1)] };
}
