using CsCheck;

namespace StageGen.Fuzzing.Tests;

/// <summary>What a line of a random <c>forward</c> does.</summary>
internal enum LineKind
{
    Call,
    NestedCalls,
    Sum,
    Join,
    Reassign,
    Foreach,
    For,
    DealtSequential,
    Helper,
    Condition,
    ListOfSkips,
    Stack,
    Parameter,
    Branches,
    Choice,
}

/// <summary>
/// A line as random choices only: which of the values at hand it reads, how far it moves on from their stage. Any list of lines is
/// a good model, so that a failing one is shrunk by leaving lines out.
/// </summary>
internal sealed record Line(LineKind Kind, int First, int Second, int Advance, int Length);

/// <summary>A random model with the way in which it is to run.</summary>
internal sealed record FuzzModel(ulong Seed, IReadOnlyList<Line> Lines, PipelineSchedule Schedule, int Devices, int Microbatches, int Inputs, bool TwoOutputs)
{
    private static readonly PipelineSchedule[] Training = [.. Scheduling.Schedules.Named.Where(kind => kind != PipelineSchedule.ForwardOnly)];

    private static readonly Gen<Line> AnyLine = Gen.Select(
        Gen.Int[0, Enum.GetValues<LineKind>().Length - 1], Gen.Int[0, 20], Gen.Int[0, 20], Gen.Int[0, 2], Gen.Int[0, 2],
        (kind, first, second, advance, length) => new Line((LineKind)kind, first, second, advance, length));

    private static readonly Gen<FuzzModel> Any = Gen.Select(
        AnyLine.List[1, 9], Gen.Int[0, Training.Length - 1], Gen.Int[1, 4], Gen.Int[1, 5], Gen.Int[1, 2], Gen.Bool,
        (lines, schedule, devices, microbatches, inputs, twoOutputs) => new FuzzModel(0, lines, Training[schedule], devices, microbatches, inputs, twoOutputs));

    /// <summary>The model of a seed: always the same.</summary>
    public static FuzzModel Of(ulong seed) => Any.Generate(new PCG(7, seed), null, out _) with { Seed = seed };

    /// <summary>All models with one choice less.</summary>
    public IEnumerable<FuzzModel> Smaller()
    {
        for (int i = 0; i < Lines.Count && Lines.Count > 1; i++) yield return this with { Lines = [.. Lines.Take(i), .. Lines.Skip(i + 1)] };
        if (Microbatches > 1) yield return this with { Microbatches = 1 };
        if (Devices > 1) yield return this with { Devices = Devices - 1 };
        if (TwoOutputs) yield return this with { TwoOutputs = false };
        if (Inputs > 1) yield return this with { Inputs = 1 };
        if (Schedule != PipelineSchedule.GPipe) yield return this with { Schedule = PipelineSchedule.GPipe };
        for (int i = 0; i < Lines.Count; i++)
            if (Lines[i].Length > 0 || Lines[i].Advance > 0)
                yield return this with { Lines = [.. Lines.Take(i), Lines[i] with { Length = 0, Advance = 0 }, .. Lines.Skip(i + 1)] };
    }
}
