using System.CommandLine;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary><c>simulate</c>: one schedule, its table and its pictures.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var pipeline = new PipelineOptions();
        var schedule = new Option<string>("--schedule")
        {
            Description = "Which schedule: " + string.Join(", ", Schedules.All.Select(Schedules.CommandLineName)) + ".",
            DefaultValueFactory = _ => Schedules.CommandLineName(PipelineSchedule.OneForwardOneBackward),
        };
        _ = schedule.AcceptOnlyFromAmong([.. Schedules.All.Select(Schedules.CommandLineName)]);
        var files = new OutputOptions();
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of table and picture." };
        var command = new Command("simulate", "Simulate a schedule: makespan, bubble and memory of each device, critical path, pictures.");
        pipeline.AddTo(command);
        command.Options.Add(schedule);
        files.AddTo(command);
        command.Options.Add(json);
        command.SetAction(parsed => ToolCommand.Guarded(parsed, () =>
        {
            _ = Schedules.TryParse(parsed.GetValue(schedule), out var kind);
            var description = pipeline.Read(parsed, Schedules.DefaultStagesPerDevice(kind));
            var result = description.Simulate(kind);
            if (!description.Fits(result)) throw TooLarge(result);
            var output = parsed.InvocationConfiguration.Output;
            var written = files.Write(parsed, result);
            if (parsed.GetValue(json)) output.WriteLine(Report.Json(kind, result));
            else
            {
                Report.Table(output, result, description);
                foreach (var file in written) output.WriteLine($"wrote {file}");
            }
        }));
        return command;
    }

    private static UserException TooLarge(SimulationResult result) => new(
        $"{result.Schedule.Name} does not fit --memory: it holds up to {Report.Number(result.WorstPeakActivations)} microbatches on one device. "
        + "Allow more, or choose another schedule: 'compare' with the same options lists those that fit.");
}
