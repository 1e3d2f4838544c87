using System.Globalization;
using System.Text.Json.Nodes;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>Simulations as text and as JSON.</summary>
internal static class Report
{
    public static void Table(TextWriter output, SimulationResult result, PipelineDescription description)
    {
        var schedule = result.Schedule;
        var used = schedule.Map.StagesPerDevice;
        var fused = used < description.StagesPerDevice ? $" ({description.StagesPerDevice} declared a device, run fused)" : "";
        output.WriteLine(
            $"{schedule.Name}: {schedule.Devices} device(s), {schedule.Stages} stage(s){fused}, {schedule.Microbatches} microbatch(es), {schedule.ActionCount} actions");
        output.WriteLine();
        var terminal = output == Console.Out && !Console.IsOutputRedirected;
        output.WriteLine(TerminalTimeline.Render(result.Timeline, terminal ? Math.Max(40, Console.WindowWidth - 1) : 120,
            terminal && Environment.GetEnvironmentVariable("NO_COLOR") is null));
        output.WriteLine();

        var bytes = result.PeakActivationBytes;
        var headings = new List<string> { "device", "stages", "busy", "idle", "transfer", "peak activations" };
        if (bytes.Any(held => held > 0)) headings.Add("peak memory");
        var rows = Enumerable.Range(0, schedule.Devices).Select(device =>
        {
            var row = new List<string>
            {
                device.ToString(CultureInfo.InvariantCulture), string.Join(" ", schedule.Map.StagesOf(device)),
                Number(result.Timeline.BusyOf[device]),
                Percent(result.Timeline.BubbleOf(device)), Number(result.Transfer[device]), Number(result.PeakActivations[device]),
            };
            if (headings.Count > row.Count) row.Add(Size(bytes[device]));
            return row;
        });
        TextTable.Write(output, headings, rows);
        output.WriteLine();
        output.WriteLine(
            $"makespan {Number(result.Makespan)}, bubble {Percent(result.Bubble)}, peak {Number(result.WorstPeakActivations)} microbatches of activations on one device");
        output.WriteLine($"critical path: {Path(result)}");
    }

    /// <summary>One JSON object on one line.</summary>
    public static string Json(PipelineSchedule kind, SimulationResult result)
    {
        var schedule = result.Schedule;
        var json = new JsonObject
        {
            ["schedule"] = Schedules.CommandLineName(kind),
            ["devices"] = schedule.Devices,
            ["stages"] = schedule.Stages,
            ["microbatches"] = schedule.Microbatches,
            ["makespan"] = result.Makespan,
            ["bubble"] = result.Bubble,
            ["peak_activations"] = result.WorstPeakActivations,
            ["actions"] = schedule.ActionCount,
            ["per_device"] = new JsonArray([.. Enumerable.Range(0, schedule.Devices).Select(device => (JsonNode)new JsonObject
            {
                ["busy"] = result.Timeline.BusyOf[device],
                ["bubble"] = result.Timeline.BubbleOf(device),
                ["transfer"] = result.Transfer[device],
                ["peak_activations"] = result.PeakActivations[device],
                ["peak_bytes"] = result.PeakActivationBytes[device],
            })]),
            ["critical_path"] = Texts(result.CriticalPath.Select(timed => timed.Action)),
            ["plan"] = new JsonArray([.. schedule.Actions.Select(row => (JsonNode)Texts(row))]),
        };
        return json.ToJsonString();
    }

    public static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Percent(double ratio) => (ratio * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < 4; unit++) bytes /= 1024;
        return bytes.ToString("0.#", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    private static string Path(SimulationResult result)
    {
        var path = result.CriticalPath;
        const int Shown = 24;
        var names = path.Select(timed => timed.Action.ToString());
        return path.Count <= Shown
            ? string.Join(" ", names)
            : $"{string.Join(" ", names.Take(Shown / 2))} … {string.Join(" ", names.Skip(path.Count - Shown / 2))} ({path.Count} actions)";
    }

    private static JsonArray Texts(IEnumerable<ScheduleAction> actions) =>
        new([.. actions.Select(action => (JsonNode)JsonValue.Create(action.ToString())!)]);
}
