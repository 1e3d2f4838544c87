using System.Text.Json;
using Samples;
using Samples.Text;
using StageGen.Scheduling;

namespace StageGen.Samples.Tests;

/// <summary>The whole program, through its command line, on small models.</summary>
[Collection(OneAtATime.Name)]
public sealed class CharGptProgramTests : IDisposable
{
    private static readonly SampleProgram Program = new(CharGptCommand.RunAsync);
    private readonly TemporaryDirectory directory = new();
    private readonly string text;

    public CharGptProgramTests()
        => text = directory.File("rhyme.txt", string.Concat(Enumerable.Repeat("the cat sat on the mat and the rat sat on the cat\n", 60)));

    public void Dispose()
    {
        directory.Dispose();
        File.Delete(CharGptProgram.TimelineFile);
    }

    [Fact]
    public async Task It_trains_and_ends_with_the_numbers_as_json()
    {
        var (code, output, error) = await Program.Run($"--text {text} {Small} --steps 60 --json");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("step    60/60", output, StringComparison.Ordinal);
        Assert.Contains("Predicted", output, StringComparison.Ordinal);
        Assert.Contains("Measured", output, StringComparison.Ordinal);
        Assert.Contains(Path.GetFullPath(CharGptProgram.TimelineFile), output, StringComparison.Ordinal);
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(CharGptProgram.TimelineFile), StringComparison.Ordinal);

        var json = LastLine(output);
        Assert.InRange(json.GetProperty("bits_per_character").GetDouble(), 0, json.GetProperty("unigram_bits").GetDouble());
        Assert.True(json.GetProperty("tokens_per_second").GetDouble() > 0);
        Assert.InRange(json.GetProperty("measured_bubble").GetDouble(), 0, 1);
        Assert.InRange(json.GetProperty("predicted_bubble").GetDouble(), 0, 1);
        Assert.False(json.TryGetProperty("compare", out _));
    }

    [Theory]
    [InlineData("html", "<!DOCTYPE html>")]
    [InlineData("svg", "<svg")]
    [InlineData("json", "{\"displayTimeUnit\"")]
    [InlineData("csv", "stage,forward_ms,")]
    public async Task A_profile_is_written_as_its_name_says(string extension, string start)
    {
        var file = Path.Combine(directory.Path, "profiles", $"steps.{extension}");
        var (output, _) = await Program.Succeeds($"--text {text} {Small} --steps 3 --profile {file}");
        Assert.Contains($"The profile:  {file}", output, StringComparison.Ordinal);
        Assert.StartsWith(start, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    [Theory]
    [InlineData("--devices 2 --schedule 1f1b --batch 16 --microbatches 4")]
    [InlineData("--devices cpu,cpu,cpu --schedule gpipe --batch 16 --microbatches 4")]
    [InlineData("--devices 8 --batch 10 --microbatches 3")]
    [InlineData("--devices 3 --schedule zb-h1 --batch 9 --microbatches 5")]
    [InlineData("--devices 1 --batch 5 --microbatches 1")]
    public async Task Compared_with_the_unsplit_model_every_bit_is_the_same(string how)
    {
        await Program.EqualsTheUnsplitModel($"--text {text} {SmallModel} --steps 8 {how}");
    }

    /// <summary>On eight devices those that can do with one stage on each: the model declares eight.</summary>
    public static TheoryData<string, int> SchedulesAndDevices()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in ScheduleNames.All.Split(", "))
        {
            _ = Schedules.TryParse(name, out var kind);
            foreach (var devices in Schedules.Allows(kind, 1) ? new[] { 2, 4, 8 } : [2, 4]) data.Add(name, devices);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(SchedulesAndDevices))]
    public async Task Every_schedule_equals_the_unsplit_model(string schedule, int devices)
    {
        var stages = devices == 8 ? "--stages-per-device 1" : "";
        await Program.EqualsTheUnsplitModel(
            $"--text {text} --width 16 --heads 2 --depth 6 --context 16 --steps 4 --batch 10 --microbatches 6 --devices {devices} --schedule {schedule} {stages}");
    }

    [Theory]
    [InlineData("--devices 2 --schedule interleaved-1f1b --stages-per-device 3")]
    [InlineData("--devices 2 --schedule looped-bfs --stages-per-device 4")]
    [InlineData("--devices 2 --schedule zb-h1 --stages-per-device 2")]
    [InlineData("--devices 4 --schedule zb-v --stages-per-device 2")]
    public async Task With_several_stages_a_device_every_bit_is_the_same(string how)
        => await Program.EqualsTheUnsplitModel($"--text {text} {SmallModel} --steps 3 --batch 16 --microbatches 8 {how}");

    [Fact]
    public async Task Auto_measures_and_then_decides()
    {
        var output = await Program.EqualsTheUnsplitModel(
            $"--text {text} {SmallModel} --steps 7 --batch 16 --microbatches 8 --devices 2 --schedule auto --tune 3 --max-activations 3");
        Assert.Contains("1F1B, measured for Auto", output, StringComparison.Ordinal);
        Assert.Contains("Plan at the end: Auto, stages on devices 0 1", output, StringComparison.Ordinal);
        await Program.Refuses($"--text {text} {SmallModel} --schedule zb-v --tune 3", "ZB-V", "Auto");
        await Program.Refuses($"--text {text} {SmallModel} --schedule auto --max-activations 3", "--max-activations", "--tune");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_numbers_and_the_same_text()
    {
        var (first, second, other) = (await Numbers(1), await Numbers(1), await Numbers(2));
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);

        async Task<(double, string)> Numbers(int seed)
        {
            var (_, output, _) = await Program.Run($"--text {text} {Small} --steps 3 --seed {seed} --json");
            var sample = output[output.IndexOf("What the model writes", StringComparison.Ordinal)..output.IndexOf("Result",
                StringComparison.Ordinal)];
            return (LastLine(output).GetProperty("bits_per_character").GetDouble(), sample);
        }
    }

    [Theory]
    [InlineData("--batch 4 --microbatches 8", "--batch 4", "--microbatches 8", "at least 8")]
    [InlineData("--width 30 --heads 4", "--width 30", "--heads 4")]
    [InlineData("--devices 9", "9 devices", "8 stages")]
    [InlineData("--devices 0", "--devices 0")]
    [InlineData("--devices cpu,toaster", "toaster")]
    [InlineData("--schedule zigzag", "zigzag", "gpipe", "1f1b")]
    [InlineData("--schedule forward-only", "forward-only", "no backward", "1f1b")]
    [InlineData("--steps 0", "--steps is 0")]
    [InlineData("--context 0", "--context is 0")]
    [InlineData("--stages-per-device 0", "--stages-per-device is 0")]
    [InlineData("--schedule zb-v --stages-per-device 3", "ZB-V", "3 stages a device", "2")]
    [InlineData("--schedule zb-v --devices 8", "8 devices with 2 stages each", "declares 8 stages", "needs 16", "at most 4")]
    [InlineData("--schedule interleaved-1f1b --devices 4 --stages-per-device 3", "needs 12", "at most 2", "fewer stages a device")]
    [InlineData("--microbatches -1", "--microbatches is -1")]
    [InlineData("--microbatches 2.5", "--microbatches 2.5 is not a whole number")]
    [InlineData("--width 99999999999", "--width 99999999999 is not a whole number")]
    [InlineData("--tune many", "--tune many is not a whole number")]
    [InlineData("--context 5000", "rhyme.txt", "10002", "--context")]
    public async Task A_value_that_cannot_work_is_named(string arguments, params string[] said)
        => await Program.Refuses($"--text {text} {arguments}", said);

    [Fact]
    public async Task Cuda_where_there_is_none_is_named()
    {
        if (!TorchSharp.torch.cuda.is_available()) await Program.Refuses($"--text {text} --devices cuda:0", ["cuda:0", "cpu"]);
    }

    [Fact]
    public async Task A_number_that_is_none_is_named_by_its_option()
    {
        var (code, _, error) = await Program.Run("--steps many");
        Assert.Equal(1, code);
        Assert.Contains("--steps", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_submodules_costs_are_written()
    {
        var file = Path.Combine(directory.Path, "profiles", "CharGpt.stageprofile.json");
        var (output, _) = await Program.Succeeds($"--text {text} {Small} --steps 3 --stage-profile {file}");
        Assert.Contains($"The submodules' costs: {file}", output, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"blocks.0\"", File.ReadAllText(file), StringComparison.Ordinal);
        await Program.Refuses($"--text {text} --stage-profile costs.json", ["--stage-profile", ".stageprofile.json"]);
    }

    [Fact]
    public async Task A_profile_that_cannot_be_written_is_named_before_the_training()
    {
        await Program.Refuses($"--text {text} --profile {text}/steps.html", ["--profile", $"'{text}/steps.html' cannot be written"]);
        await Program.Refuses($"--text {text} --profile steps.pdf", ["--profile", "'.pdf'", ".html", ".svg", ".json", ".csv"]);
    }

    [Fact]
    public async Task A_missing_file_is_named() => await Program.Refuses($"--text {text}.gone", [$"{text}.gone", "--text"]);

    [Fact]
    public async Task An_empty_file_is_named()
        => await Program.Refuses($"--text {directory.File("empty.txt", " \n")}", ["empty.txt", "empty"]);

    [Fact]
    public async Task A_directory_is_named() => await Program.Refuses($"--text {directory.Path}", [directory.Path, "directory"]);

    [Fact]
    public async Task A_file_that_is_no_text_is_named()
    {
        var path = directory.File("picture.png", "");
        await File.WriteAllBytesAsync(path, [0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0xc0]);
        await Program.Refuses($"--text {path}", ["picture.png", "UTF-8"]);
    }

    [Fact]
    public void A_file_that_is_read_while_it_is_locked_is_named()
    {
        using var locked = new FileStream(text, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var exception = Assert.Throws<UserException>(() => Corpus.FromFile(text));
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
    }

    private const string SmallModel = "--width 32 --heads 2 --depth 3 --context 32";
    private const string Small = SmallModel + " --batch 16 --microbatches 4";

    private static JsonElement LastLine(string output) => JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
}
