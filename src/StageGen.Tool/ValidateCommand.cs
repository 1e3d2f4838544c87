using System.CommandLine;
using System.Text.Json.Nodes;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary><c>validate</c>: a plan in a file, proven or refused.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE")
        {
            Description = "A plan as CSV: one row a device, one cell an action (1F0, 2I1, 0W3, 0B3), an empty cell where it is idle."
        };
        var limit = new Option<double?>("--max-activations")
        {
            CustomParser = Arguments.Positive, Description = "The most microbatches of activations a device may hold."
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("validate", "Prove that a plan is complete, in order, free of deadlocks and within its memory.")
        {
            file, limit, json
        };
        command.SetAction(parsed =>
        {
            ScheduleException? problem = null;
            var code = ToolCommand.Guarded(parsed, () =>
            {
                var path = parsed.GetValue(file)!;
                if (!path.Exists) throw new UserException($"There is no file '{path.FullName}'.");
                var schedule = ScheduleCsv.Read(File.ReadAllText(path.FullName), path.Name);
                var valid = ScheduleValidator.IsValid(schedule, out problem, parsed.GetValue(limit));
                if (parsed.GetValue(json)) parsed.InvocationConfiguration.Output.WriteLine(Json(schedule, problem).ToJsonString());
                else if (valid) Print(parsed.InvocationConfiguration.Output, schedule);
                else throw problem!;
            });
            return problem is null ? code : 1;
        });
        return command;
    }

    private static void Print(TextWriter output, Schedule schedule)
    {
        var report = ScheduleValidator.Validate(schedule);
        output.WriteLine(
            $"{schedule.Name} is valid: {schedule.Devices} device(s), {schedule.Stages} stage(s) on devices {schedule.Map}, {schedule.Microbatches} microbatch(es), {report.Actions} actions.");
        output.WriteLine(
            $"Activations held at once, in microbatches, device by device: {string.Join(" ", report.PeakPerDevice.Select(Report.Number))}");
    }

    private static JsonObject Json(Schedule schedule, ScheduleException? problem)
    {
        var json = new JsonObject
        {
            ["valid"] = problem is null,
            ["devices"] = schedule.Devices,
            ["stages"] = schedule.Stages,
            ["microbatches"] = schedule.Microbatches,
            ["actions"] = schedule.ActionCount
        };
        if (problem is null)
        {
            json["peak_activations"] = ActivationBound.PerDevice(schedule).Max();
            return json;
        }
        json["problem"] = problem.Problem;
        json["device"] = problem.Device;
        json["action"] = problem.Action?.ToString();
        json["needed"] = problem.Needed?.ToString();
        json["grid"] = problem.Grid;
        return json;
    }
}
