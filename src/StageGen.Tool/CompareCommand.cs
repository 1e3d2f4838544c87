using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary><c>compare</c>: all schedules for one pipeline, fastest first, under one memory limit.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var pipeline = new PipelineOptions();
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table." };
        var command = new Command("compare", "Rank all schedules for one pipeline under one memory limit.");
        pipeline.AddTo(command);
        command.Options.Add(json);
        command.SetAction(parsed => ToolCommand.Guarded(parsed, () =>
        {
            var description = pipeline.Read(parsed, usualStages: 2);
            var found = AutoSchedule.Find(new(description.Devices, description.Microbatches, description.Costs)
            {
                Memory = description.Memory
            });
            var fitting = found.Ranking;
            var others = TooLarge(description, fitting);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) output.WriteLine(Json(found, others));
            else Table(output, description, found, others);
        }));
        return command;
    }

    /// <summary>The named schedules that this pipeline could have if it had more memory.</summary>
    private static List<RankedSchedule> TooLarge(PipelineDescription description, IReadOnlyList<RankedSchedule> fitting)
    {
        var others = new List<RankedSchedule>();
        foreach (var kind in Schedules.Named.Where(kind => kind != PipelineSchedule.ForwardOnly))
        {
            for (var stages = Schedules.DefaultStagesPerDevice(kind); stages <= description.StagesPerDevice; stages++)
            {
                if (!Schedules.Allows(kind, stages)
                    || fitting.Any(entry => entry.Kind == kind && entry.Simulation.Schedule.Map.StagesPerDevice == stages))
                    continue;
                var result = (description with { StagesPerDevice = stages }).Simulate(kind);
                if (!description.Fits(result)) others.Add(new(kind, result));
            }
        }
        return [.. others.OrderBy(entry => entry.Simulation.Makespan)];
    }

    private static void Table(TextWriter output, PipelineDescription description, AutoResult found, List<RankedSchedule> others)
    {
        output.WriteLine(
            $"{description.Devices} device(s), {description.Costs.Stages} declared stage(s), {description.Microbatches} microbatch(es)");
        output.WriteLine();
        TextTable.Write(output, ["schedule", "stages a device", "makespan", "bubble", "peak activations", "actions", ""],
            [.. found.Ranking.Select((entry, place) => Row(entry, place == 0 && found.IsOptimal ? "proven optimal" : "")),
                .. others.Select(entry => Row(entry, "exceeds --memory"))]);
        output.WriteLine();
        output.WriteLine(found.IsOptimal
            ? $"No plan takes less than {Report.Number(found.Simulation.Makespan)}."
            : $"No plan takes less than {Report.Number(found.LowerBound)}; the best found takes {Report.Number(found.Simulation.Makespan)}.");
    }

    private static IReadOnlyList<string> Row(RankedSchedule entry, string note)
    {
        var result = entry.Simulation;
        return
        [
            Schedules.CommandLineName(entry.Kind), result.Schedule.Map.StagesPerDevice.ToString(CultureInfo.InvariantCulture),
            Report.Number(result.Makespan),
            Report.Percent(result.Bubble), Report.Number(result.WorstPeakActivations),
            result.Schedule.ActionCount.ToString(CultureInfo.InvariantCulture), note,
        ];
    }

    private static string Json(AutoResult found, List<RankedSchedule> others) => new JsonObject
    {
        ["lower_bound"] = found.LowerBound,
        ["proven_optimal"] = found.IsOptimal,
        ["schedules"] = new JsonArray([.. found.Ranking.Select(entry => Entry(entry, fits: true)),
            .. others.Select(entry => Entry(entry, fits: false))]),
    }.ToJsonString();

    private static JsonNode Entry(RankedSchedule entry, bool fits) => new JsonObject
    {
        ["schedule"] = Schedules.CommandLineName(entry.Kind),
        ["stages_per_device"] = entry.Simulation.Schedule.Map.StagesPerDevice,
        ["makespan"] = entry.Simulation.Makespan,
        ["bubble"] = entry.Simulation.Bubble,
        ["peak_activations"] = entry.Simulation.WorstPeakActivations,
        ["actions"] = entry.Simulation.Schedule.ActionCount,
        ["fits"] = fits,
    };
}
