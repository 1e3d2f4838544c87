using System.Text.Json;
using System.Xml.Linq;
using StageGen.Scheduling;

namespace StageGen.Tool.Tests;

public sealed class ToolTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stagegen").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    private static (int Code, string Output, string Error) Run(string line)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = ToolCommand.Create().Parse(line.Split(' ')).Invoke(new() { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private static JsonElement Json(string line)
    {
        var (code, output, error) = Run(line + " --json");
        Assert.True(code == 0, error);
        Assert.Single(output.TrimEnd().Split('\n'));
        return JsonDocument.Parse(output).RootElement;
    }

    public static TheoryData<string> Names => [.. Schedules.All.Select(Schedules.CommandLineName)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Simulate_prints_makespan_bubble_peak_and_actions(string name)
    {
        var json = Json($"simulate --devices 4 --stages-per-device 2 --microbatches 8 --schedule {name}");
        var (makespan, bubble) = (json.GetProperty("makespan").GetDouble(), json.GetProperty("bubble").GetDouble());
        var work = (name == "forward-only" ? 1 : 3) * 2 * 8;
        Assert.Equal(1 - work / makespan, bubble, 9);
        Assert.InRange(json.GetProperty("peak_activations").GetDouble(), 0, 8);
        Assert.Equal(json.GetProperty("actions").GetInt32(), json.GetProperty("plan").EnumerateArray().Sum(row => row.GetArrayLength()));
    }

    [Theory]
    [InlineData("1f1b", 1, 3.0 / 11, 4)]
    [InlineData("interleaved-1f1b", 2, 3.0 / 19, 5.5)]
    [InlineData("zb-h1", 1, 3.0 / 27, 4)]
    [InlineData("zb-v", 2, 3.0 / 51, 4)]
    public void Simulate_agrees_with_the_closed_forms(string name, int stages, double bubble, double peak)
    {
        var json = Json($"simulate --devices 4 --stages-per-device {stages} --microbatches 8 --schedule {name}");
        Assert.Equal(bubble, json.GetProperty("bubble").GetDouble(), 12);
        Assert.Equal(peak, json.GetProperty("peak_activations").GetDouble());
        // The stages a schedule needs are its default.
        Assert.Equal(bubble, Json($"simulate --devices 4 --microbatches 8 --schedule {name}").GetProperty("bubble").GetDouble(), 12);
    }

    [Fact]
    public void Simulate_prints_a_table_and_a_picture()
    {
        var (code, output, _) = Run(
            "simulate --devices 2 --stages-per-device 2 --microbatches 4 --schedule 1f1b --activation-bytes 1MB --transfer 0.5");
        Assert.Equal(0, code);
        Assert.Contains("1F1B: 2 device(s), 2 stage(s) (2 declared a device, run fused), 4 microbatch(es), 16 actions", output);
        Assert.Contains("peak memory", output);
        Assert.Contains("4 MiB", output);
        Assert.Contains("critical path: 0F0 1F0 1B0", output);
        Assert.Contains("██ forward", output);
    }

    [Fact]
    public void Simulate_writes_files_and_validate_reads_the_plan_back()
    {
        var (code, output, error) = Run(
            $"simulate --devices 3 --microbatches 5 --schedule zb-v --csv {In("a/plan.csv")} --svg {In("plan.svg")} --html {In("plan.html")} --trace {In("plan.json")}");
        Assert.True(code == 0, error);
        Assert.Equal(4, output.Split('\n').Count(line => line.StartsWith("wrote ", StringComparison.Ordinal)));
        Assert.Equal(Schedules.Build(PipelineSchedule.ZeroBubbleV, 3, 5), ScheduleCsv.Read(File.ReadAllText(In("a/plan.csv")), "plan"));
        Assert.Equal("svg", XDocument.Load(In("plan.svg")).Root!.Name.LocalName);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(In("plan.html")));
        Assert.True(JsonDocument.Parse(File.ReadAllText(In("plan.json"))).RootElement.GetProperty("traceEvents").GetArrayLength() > 90);

        (code, output, _) = Run($"validate {In("a/plan.csv")}");
        Assert.Equal(0, code);
        Assert.Contains("plan.csv is valid: 3 device(s), 6 stage(s) on devices 0 1 2 2 1 0, 5 microbatch(es), 90 actions.", output);
        Assert.True(Json($"validate {In("a/plan.csv")}").GetProperty("valid").GetBoolean());
    }

    [Fact]
    public void Validate_refuses_a_deadlock_with_a_drawing()
    {
        File.WriteAllText(In("bad.csv"), "0F0,0B0,0F1,0B1\n1F0,1F1,1B0,1B1\n");
        var (code, _, error) = Run($"validate {In("bad.csv")}");
        Assert.Equal(1, code);
        Assert.Contains("0B0 needs 1B0", error);
        Assert.Contains(">0B0<", error);

        (code, var output, _) = Run($"validate {In("bad.csv")} --json");
        Assert.Equal(1, code);
        Assert.Equal("0B0", JsonDocument.Parse(output).RootElement.GetProperty("action").GetString());
    }

    [Fact]
    public void Validate_keeps_a_limit()
    {
        File.WriteAllText(In("plan.csv"), ScheduleCsv.Write(Schedules.Build(PipelineSchedule.GPipe, 2, 4)));
        Assert.Equal(0, Run($"validate {In("plan.csv")} --max-activations 4").Code);
        Assert.Contains("the limit is 3", Run($"validate {In("plan.csv")} --max-activations 3").Error);
    }

    [Fact]
    public void Compare_ranks_what_fits_and_lists_what_does_not()
    {
        var json = Json("compare --devices 4 --stages-per-device 2 --microbatches 8 --memory 4");
        var schedules = json.GetProperty("schedules").EnumerateArray().ToList();
        Assert.Equal("auto", schedules[0].GetProperty("schedule").GetString());
        var fitting = schedules.Where(entry => entry.GetProperty("fits").GetBoolean())
            .Select(entry => entry.GetProperty("makespan").GetDouble()).ToList();
        Assert.Equal(fitting.Order(), fitting);
        Assert.Contains(schedules,
            entry => entry.GetProperty("schedule").GetString() == "gpipe" && !entry.GetProperty("fits").GetBoolean());

        var (_, output, _) = Run("compare --devices 4 --stages-per-device 2 --microbatches 8 --memory 4GB --activation-bytes 512MB");
        Assert.Contains("exceeds --memory", output);
        Assert.Contains("No plan takes less than", output);
    }

    [Fact]
    public void Costs_come_one_a_stage_or_from_a_profile()
    {
        File.WriteAllText(In("costs.json"),
            """{ "forward": [1, 2], "inputGradient": [1, 2], "weightGradient": [1, 2], "transfer": [0.5] }""");
        var listed = Json("simulate --devices 2 --microbatches 3 --forward 1,2 --input-gradient 1,2 --weight-gradient 1,2 --transfer 0.5")
            .GetProperty("makespan").GetDouble();
        Assert.Equal(
            listed, Json($"simulate --devices 2 --microbatches 3 --profile {In("costs.json")}").GetProperty("makespan").GetDouble());
        Assert.NotEqual(listed, Json("simulate --devices 2 --microbatches 3").GetProperty("makespan").GetDouble());
    }

    [Fact]
    public void Costs_measured_by_a_pipeline_are_a_profile_too()
    {
        File.WriteAllText(In("costs.csv"), "stage,forward_ms,send_activation_ms\n0,1,0.5\n1,2,0\n");
        var listed = Json("simulate --devices 2 --microbatches 3 --forward 1,2 --input-gradient 1,2 --weight-gradient 1,2")
            .GetProperty("makespan").GetDouble();
        // The first activation's way delays everything after it; gradients take no time to come back.
        Assert.Equal(listed + 0.5,
            Json($"simulate --devices 2 --microbatches 3 --profile {In("costs.csv")}").GetProperty("makespan").GetDouble());
        Assert.Equal(listed + 0.5, Json($"simulate --microbatches 3 --profile {In("costs.csv")}").GetProperty("makespan").GetDouble());
        Assert.Equal(0, Run($"compare --devices 2 --microbatches 3 --profile {In("costs.csv")}").Code);

        File.WriteAllText(In("costs.csv"), "stage,forward_ms\n0,fast\n");
        var (code, _, error) = Run($"simulate --devices 1 --profile {In("costs.csv")}");
        Assert.Equal(1, code);
        Assert.Equal("'costs.csv', line 2, forward_ms: 'fast' is not a number of at least 0.", error.TrimEnd());
    }

    [Theory]
    [InlineData("simulate --devices 2.5", "--devices: '2.5' is not a whole number, or too large. Give one as in 8.")]
    [InlineData("compare --microbatches 99999999999",
        "--microbatches: '99999999999' is not a whole number, or too large. Give one as in 8.")]
    [InlineData("simulate --stages-per-device two", "--stages-per-device: 'two' is not a whole number, or too large. Give one as in 8.")]
    [InlineData("validate plan.csv --max-activations -1",
        "--max-activations: '-1' is not a number greater than 0. Give one as in 4 or 5.5.")]
    [InlineData("plan . --microbatches x", "--microbatches: 'x' is not a whole number, or too large. Give one as in 8.")]
    [InlineData("profile . --batch 1e3", "--batch: '1e3' is not a whole number, or too large. Give one as in 8.")]
    [InlineData("simulate --forward 1e308 --json", "The times add up to more than a number can hold; give them in a larger unit.")]
    public void A_number_that_is_none_is_named(string line, string message)
    {
        var (code, _, error) = Run(line);
        Assert.Equal(1, code);
        Assert.Equal(message, error.TrimEnd());
    }

    [Theory]
    [InlineData("--forward 3")]
    [InlineData("--transfer 0.5")]
    [InlineData("--activation-bytes 1MB")]
    public void Costs_from_a_profile_and_from_an_option_are_one_too_many(string option)
    {
        File.WriteAllText(In("costs.json"), """{ "forward": [1, 2] }""");
        var (code, _, error) = Run($"simulate --profile {In("costs.json")} {option}");
        Assert.Equal(1, code);
        Assert.Equal($"{option.Split(' ')[0]} and --profile both say what stages cost; leave one of them out.", error.TrimEnd());
    }

    [Fact]
    public void A_profile_that_is_empty_or_too_short_is_named()
    {
        File.WriteAllText(In("costs.csv"), "\n");
        Assert.Equal("'costs.csv' is empty. Costs have a line of columns, forward_ms among them, and one of numbers a stage.",
            Run($"compare --profile {In("costs.csv")}").Error.TrimEnd());
        File.WriteAllText(In("costs.json"), """{ "forward": [1, 2], "inputGradient": [1] }""");
        Assert.Equal("'costs.json': inputGradient has 1 values; 2 are needed.",
            Run($"compare --profile {In("costs.json")}").Error.TrimEnd());
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        var (code, _, error) = Run($"simulate --svg {folder}");
        Assert.Equal(1, code);
        Assert.Contains($"'{folder}' cannot be written: ", error);
    }

    [Theory]
    [InlineData("simulate --devices 0", "--devices is 0")]
    [InlineData("simulate --microbatches 0", "--microbatches is 0")]
    [InlineData("simulate --schedule zb-v --stages-per-device 1", "ZB-V needs 2 stages a device, not 1")]
    [InlineData("simulate --forward 1,2,3", "--forward has 3 values; give one, or 4")]
    [InlineData("simulate --forward fast", "'fast' is not a time")]
    [InlineData("simulate --schedule gpipe --memory 2", "GPipe does not fit --memory: it holds up to 8 microbatches")]
    [InlineData("simulate --memory 4GB", "needs --activation-bytes")]
    [InlineData("simulate --memory lots", "'lots' is not a size")]
    [InlineData("simulate --profile nowhere.json", "There is no profile")]
    [InlineData("simulate --schedule auto --memory 0.5", "No schedule fits the memory")]
    [InlineData("validate nowhere.csv", "There is no file")]
    public void Wrong_input_is_said_to_be_wrong(string line, string because)
    {
        var (code, _, error) = Run(line);
        Assert.Equal(1, code);
        Assert.Contains(because, error);
    }

    [Fact]
    public void An_unknown_schedule_lists_the_known_ones()
    {
        var (code, _, error) = Run("simulate --schedule fastest");
        Assert.NotEqual(0, code);
        Assert.Contains("dualpipe-v", error);
    }

    [Theory]
    [InlineData("512", 512)]
    [InlineData("64KB", 65536)]
    [InlineData("1.5GiB", 1.5 * 1024 * 1024 * 1024)]
    [InlineData("2m", 2 * 1024 * 1024)]
    public void Sizes_are_read(string text, double bytes) => Assert.Equal(bytes, PipelineOptions.Bytes(text, "--memory"));
}
