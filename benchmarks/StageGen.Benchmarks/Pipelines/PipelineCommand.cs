using System.CommandLine;
using Samples;
using StageGen.Scheduling;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>The subcommand <c>pipeline</c>: training as a pipeline beside training unsplit, measured in turn.</summary>
public static class PipelineCommand
{
    private const string All = "all";

    public static Command Create()
    {
        var devices = new Option<string>("--devices")
        {
            Description = "How many devices (CUDA where there are as many, else CPU workers), or their names",
            DefaultValueFactory = _ => "2",
        };
        var schedule = new Option<string?>("--schedule")
        {
            Description = $"One schedule only: {ScheduleNames.All}; or all of them: {All} [default: gpipe and 1f1b]",
        };
        var stagesPerDevice = new Option<int?>("--stages-per-device")
        {
            Description = "How many stages of the schedule each device has [default: as few as the schedule can do with]",
        };
        var microbatches = Number("--microbatches", "Into how many pieces a batch is cut", 8);
        var width = Number("--width", "The model's width", 256);
        var depth = Number("--depth", "Transformer blocks", 4);
        var heads = Number("--heads", "Attention heads a block", 4);
        var context = Number("--context", "Characters a sample", 128);
        var batch = Number("--batch", "Samples a step", 16);
        var vocabulary = Number("--vocabulary", "Different characters", 96);
        var rounds = Number("--rounds", "How often every mode is measured at most; the median counts", 12);
        var steps = Number("--steps", "Steps each time", 3);
        var json = new Option<bool>("--json") { Description = "End the output with the numbers as one line of JSON" };

        var command = new Command("pipeline", "Training a GPT as a pipeline beside training it unsplit, over the same microbatches")
        {
            devices, microbatches, schedule, stagesPerDevice, width, depth, heads, context, batch, vocabulary, rounds, steps, json,
        };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var work = new Workload(
                    DeviceNames.Parse(parsed.GetValue(devices)!),
                    parsed.GetValue(microbatches), parsed.GetValue(width), parsed.GetValue(depth), parsed.GetValue(heads),
                    parsed.GetValue(context), parsed.GetValue(batch), parsed.GetValue(vocabulary))
                    {
                        StagesPerDevice = parsed.GetValue(stagesPerDevice)
                    };
                work.Check();
                var rates = PipelineBenchmark.Run(
                    work, Chosen(parsed.GetValue(schedule), work, output), Math.Max(1, parsed.GetValue(rounds)),
                    Math.Max(1, parsed.GetValue(steps)), output);
                var table = ComparisonTable.Of(rates);
                table.Write(output);
                if (parsed.GetValue(json)) output.WriteLine(table.ToJson());
                return 0;
            }
            catch (UserException e)
            {
                error.WriteLine(e.Message);
                return 1;
            }
        });
        return command;
    }

    private static IReadOnlyList<PipelineSchedule> Chosen(string? name, Workload work, TextWriter output)
    {
        if (name is null) return [PipelineSchedule.GPipe, PipelineSchedule.OneForwardOneBackward];
        if (name != All) return [ScheduleNames.Parse(name)];
        var fitting = ScheduleNames.Kinds.ToLookup(work.Allows);
        if (fitting[false].Any())
            output.WriteLine(
                $"Left out, for they need another number of stages: {string.Join(", ", fitting[false].Select(Schedules.CommandLineName))}.");
        return [.. fitting[true]];
    }

    private static Option<int> Number(string name, string description, int value)
        => new(name) { Description = description, DefaultValueFactory = _ => value };
}
