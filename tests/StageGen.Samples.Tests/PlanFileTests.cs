using System.CommandLine;
using Samples;
using StageGen.Scheduling;
using StageGen.Tool;

namespace StageGen.Samples.Tests;

/// <summary>A plan in a file, written by <c>dotnet stagegen</c> and trained by a sample.</summary>
[Collection(OneAtATime.Name)]
public sealed class PlanFileTests : IDisposable
{
    private static readonly SampleProgram Program = new(CharGptCommand.RunAsync);
    private readonly TemporaryDirectory directory = new();
    private readonly string small;

    public PlanFileTests() =>
        small = $"--text {directory.File("rhyme.txt", string.Concat(Enumerable.Repeat("the cat sat on the mat\n", 60)))} " +
            "--width 16 --heads 2 --depth 4 --context 16 --steps 3 --batch 10";

    public void Dispose()
    {
        directory.Dispose();
        File.Delete(CharGptProgram.TimelineFile);
    }

    [Theory]
    [InlineData("--devices 3 --microbatches 5 --schedule zb-v")]
    [InlineData("--devices 2 --stages-per-device 3 --microbatches 4 --schedule interleaved-1f1b")]
    [InlineData("--devices 2 --microbatches 7 --schedule v-min --transfer 0.3")]
    [InlineData("--devices 4 --stages-per-device 2 --microbatches 6 --schedule auto --input-gradient 2")]
    public async Task What_the_tool_writes_a_sample_trains(string simulated)
    {
        var plan = Path.Combine(directory.Path, "plan.csv");
        using var silent = new StringWriter();
        var arguments = $"simulate {simulated} --csv".Split(' ').Append(plan).ToArray();
        Assert.Equal(
            0, await ToolCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = silent, Error = silent }));

        var output = await Program.EqualsTheUnsplitModel($"{small} --schedule {plan}");
        var written = ScheduleCsv.Read(await File.ReadAllTextAsync(plan), "plan.csv");
        Assert.Contains($"plan.csv, {written.Microbatches} microbatches, on cpu (stage", output, StringComparison.Ordinal);
        Assert.Contains($"cpu #{written.Devices - 1}", output, StringComparison.Ordinal);
        Assert.DoesNotContain($"cpu #{written.Devices} ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0F0,0B0\n1F0,hello\n", "line 2, column 5", "'hello' is not an action")]
    [InlineData("0F0,0B0\n1F0,1B0,1B0\n", "line 2, column 9", "1B0 twice")]
    [InlineData("0F0,0B0,0F1,0B1\n1F0,1F1,1B0,1B1\n", "line 1, column 5", "deadlocks")]
    [InlineData("0F0,8F0\n1F0,2F0,3F0,4F0,5F0,6F0,7F0\n", "no backward")]
    [InlineData("", "is empty")]
    public async Task What_is_wrong_in_a_file_is_named_with_its_place(string text, params string[] said)
    {
        var plan = directory.File("mine.csv", text);
        var (code, _, error) = await Program.Run($"{small} --schedule {plan}");
        Assert.Equal(1, code);
        Assert.All([plan, .. said], words => Assert.Contains(words, error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_go_with_a_plan_is_named()
    {
        var plan = directory.File("mine.csv", ScheduleCsv.Write(Schedules.Build(PipelineSchedule.GPipe, 3, 4)));
        await Program.Refuses($"{small} --schedule {plan} --devices 2", "--devices says 2", "'mine.csv' has 3");
        await Program.Refuses($"{small} --schedule {plan} --microbatches 8", "--microbatches says 8", "has 4");
        await Program.Refuses($"{small} --schedule {plan} --stages-per-device 2", "--stages-per-device says 2", "has 1");
        await Program.Refuses($"{small} --schedule {plan}.csv", "mine.csv.csv", "cannot be read");
        var large = directory.File("large.csv", ScheduleCsv.Write(Schedules.Build(PipelineSchedule.GPipe, 9, 4)));
        await Program.Refuses($"{small} --schedule {large}", "'large.csv' has 9 stages", "declares 8");
    }
}
