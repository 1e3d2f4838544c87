using System.CommandLine;
using System.Text.Json;
using Samples;
using StageGen.Benchmarks.Pipelines;
using StageGen.Scheduling;

namespace StageGen.Samples.Tests;

/// <summary>The benchmark <c>pipeline</c>, on a model too small to measure anything: what it measures and how it says so.</summary>
[Collection(OneAtATime.Name)]
public sealed class PipelineBenchmarkTests
{
    private static readonly SampleProgram Program = new((arguments, output, error) =>
        PipelineCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }));

    private const string Small =
        "--width 16 --depth 3 --heads 2 --context 8 --batch 4 --microbatches 4 --vocabulary 7 --rounds 2 --steps 1";

    [Fact]
    public async Task All_schedules_are_measured_in_one_run()
    {
        var (_, json) = await Measured($"{Small} --schedule all");
        string[] schedules = [.. ScheduleNames.Kinds.Select(Schedules.CommandLineName)];
        Assert.Equal(["unsplit_1", "unsplit_2", "pair", "pair_same_heap", .. schedules], json.EnumerateObject().Select(mode => mode.Name));
        foreach (var name in schedules)
        {
            var mode = json.GetProperty(name);
            foreach (var key in new[]
            {
                "tokens_per_second", "speedup_over_one_thread", "bubble", "over_ceiling", "over_same_heap_ceiling",
                "predicted_over_measured"
            })
                Assert.True(mode.GetProperty(key).GetDouble() > 0, $"{name}: {key}");
            Assert.True(mode.GetProperty("hand_over_microseconds").GetDouble() >= 0);
        }
        Assert.True(json.GetProperty("zb-h1").GetProperty("split_backward_ratio").GetDouble() > 0);
        Assert.False(json.GetProperty("1f1b").TryGetProperty("split_backward_ratio", out _));
        Assert.Equal(["tokens_per_second", "speedup_over_one_thread"],
            json.GetProperty("pair").EnumerateObject().Select(value => value.Name));
    }

    [Fact]
    public async Task Schedules_that_need_other_numbers_of_stages_are_left_out_by_name()
    {
        var (output, json) = await Measured($"{Small} --schedule all --devices 2 --stages-per-device 3");
        Assert.Contains("Left out", output, StringComparison.Ordinal);
        Assert.Contains("gpipe, 1f1b, zb-h2, zb-v", output, StringComparison.Ordinal);
        Assert.True(json.TryGetProperty("zb-h1", out _));
        Assert.False(json.TryGetProperty("zb-v", out _));
    }

    [Fact]
    public async Task One_schedule_with_its_stages_a_device()
    {
        var (_, json) = await Measured($"{Small} --schedule zb-h1 --stages-per-device 4");
        Assert.Equal(["unsplit_1", "unsplit_2", "pair", "pair_same_heap", "zb-h1"], json.EnumerateObject().Select(mode => mode.Name));
    }

    private static async Task<(string Output, JsonElement Json)> Measured(string arguments)
    {
        var (code, output, error) = await Program.Run(arguments + " --json");
        Assert.Equal((0, ""), (code, error));
        return (output, JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement);
    }

    [Fact]
    public async Task What_cannot_work_is_named()
    {
        await Program.Refuses($"{Small} --schedule zigzag", "zigzag", "1f1b");
        await Program.Refuses($"{Small} --devices 8 --schedule zb-v", "8 devices with 2 stages each", "needs 16");
    }

    /// <summary>
    /// Device 1 takes 3 µs to notice what device 0 ended at 10 µs; device 0 loses 2 µs between two forwards, and 4 before its backward.
    /// </summary>
    [Fact]
    public void The_hand_over_is_what_is_neither_work_nor_waiting()
    {
        static TimedAction At(string action, double start, double end) => new(ScheduleAction.Parse(action), start * 1e-6, end * 1e-6);
        var timeline = new Timeline("two", [
            [At("0F0", 0, 10), At("0F1", 12, 22), At("0B0", 37, 50), At("0B1", 56, 70)],
            [At("1F0", 13, 23), At("1B0", 23, 33), At("1F1", 33, 43), At("1B1", 43, 56)]]);
        Assert.Equal((2 + 4 + 0 + 3) / 8.0, HandOverTime.Microseconds(timeline), 9);
    }
}
