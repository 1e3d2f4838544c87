using System.Text;
using System.Text.RegularExpressions;

namespace StageGen.Scheduling.Tests;

/// <summary>
/// Everything in docs/schedules.md that can be computed is: STAGEGEN_UPDATE=1 writes it, and without that the test compares.
/// </summary>
public partial class DocumentationTests
{
    [Fact]
    public void Tables_and_pictures_are_up_to_date()
    {
        var path = Path.Combine(Root(), "docs", "schedules.md");
        var before = File.ReadAllText(path);
        var seen = new HashSet<string>();
        var after = Block().Replace(before, match =>
        {
            var name = match.Groups["name"].Value;
            Assert.True(seen.Add(name), $"'{name}' comes twice in docs/schedules.md.");
            return $"<!-- generated: {name} -->\n{Generated(name)}\n<!-- /generated -->";
        });
        foreach (var kind in Schedules.All) Assert.True(seen.Contains(kind.ToString()), $"docs/schedules.md has no picture of {kind}.");
        if (Environment.GetEnvironmentVariable("STAGEGEN_UPDATE") == "1") File.WriteAllText(path, after);
        else
            Assert.True(before == after,
                "docs/schedules.md is not up to date. Run the tests with STAGEGEN_UPDATE=1 and look at what changed:\n" + after);
    }

    [GeneratedRegex(@"<!-- generated: (?<name>\w+) -->\n.*?<!-- /generated -->", RegexOptions.Singleline)]
    private static partial Regex Block();

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "StageGen.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("StageGen.sln is in no directory above the tests.");
        return directory.FullName;
    }

    private static string Generated(string name) => name switch
    {
        "table" => Table(),
        "Auto" => Auto(),
        "Csv" => Code(ScheduleCsv.Write(Schedules.Build(PipelineSchedule.ZeroBubbleH1, 2, 3))),
        "Refusal" => Code(Refusal()),
        _ => Picture(Enum.Parse<PipelineSchedule>(name)),
    };

    private static string Table()
    {
        (int Devices, int Microbatches)[] sizes = [(2, 4), (2, 8), (4, 4), (4, 8), (4, 16), (8, 16), (8, 32)];
        var table = new StringBuilder("| schedule | v |")
            .Append(string.Concat(sizes.Select(size => $" p={size.Devices}, m={size.Microbatches} |")))
            .Append("\n| --- | --- |").Append(string.Concat(sizes.Select(_ => " --- |"))).Append('\n');
        foreach (var kind in Schedules.Named)
        {
            int[] stages = kind switch
            {
                PipelineSchedule.Interleaved => [2, 4],
                PipelineSchedule.ZeroBubbleH1 => [1, 2],
                _ => [Schedules.DefaultStagesPerDevice(kind)],
            };
            foreach (var v in stages)
            {
                _ = table.Append($"| {Schedules.Title(kind)} | {v} |");
                foreach (var (devices, microbatches) in sizes)
                {
                    var result = ScheduleSimulator.Simulate(Schedules.Build(kind, devices, microbatches, v));
                    _ = table.Append(FormattableString.Invariant($" {result.Bubble * 100:0.0} % / {result.WorstPeakActivations} |"));
                }
                _ = table.Append('\n');
            }
        }
        return table.ToString().TrimEnd();
    }

    private static string Picture(PipelineSchedule kind)
    {
        var result = ScheduleSimulator.Simulate(Schedules.Build(kind, 3, 6));
        return Code($"{Staircase.Draw(result.Timeline)}\n\n{Summary(result)}");
    }

    private static string Auto()
    {
        var costs = new ScheduleCosts([1, 1, 1, 1, 1, 2], [1, 1, 1, 1, 1, 2], [1, 1, 1, 1, 1, 2]);
        var found = AutoSchedule.Find(new(3, 6, costs) { Memory = MemoryLimit.Activations(2.5) });
        var ranking = string.Join("\n", found.Ranking.Select(entry => FormattableString.Invariant(
            $"| {Schedules.Title(entry.Kind)} | {entry.Simulation.Schedule.Map.StagesPerDevice} | {entry.Simulation.Makespan} | {entry.Simulation.Bubble * 100:0.0} % | {entry.Simulation.WorstPeakActivations:0.##} |")));
        var optimal = found.IsOptimal ? "proven optimal" : FormattableString.Invariant($"no plan can take less than {found.LowerBound}");
        return Code($"{Staircase.Draw(found.Simulation.Timeline)}\n\n{Summary(found.Simulation)} ({optimal})")
            + $"\n\n| schedule | stages a device | makespan | bubble | peak |\n| --- | --- | --- | --- | --- |\n{ranking}";
    }

    private static string Refusal()
    {
        var rows = Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 4).Actions.Select(row => row.ToList()).ToList();
        (rows[1][2], rows[1][3]) = (rows[1][3], rows[1][2]);
        (rows[0][2], rows[0][3]) = (rows[0][3], rows[0][2]);
        return Assert.Throws<ScheduleException>(() => ScheduleValidator.Validate(new("mine.csv", StageMap.Loop(3), 4, rows))).Message;
    }

    private static string Summary(SimulationResult result) => FormattableString.Invariant(
        $"makespan {result.Makespan}, bubble {result.Bubble * 100:0.0} %, peak {result.WorstPeakActivations:0.##} microbatches");

    private static string Code(string text) => $"```\n{text.TrimEnd()}\n```";
}
