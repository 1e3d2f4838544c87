using System.Text;

namespace StageGen.Scheduling;

/// <summary>
/// Writes timelines as a trace in the Chrome trace event format, which chrome://tracing and ui.perfetto.dev open: a process a
/// timeline, a thread a device, and an arrow for everything handed over.
/// </summary>
public static class ChromeTrace
{
    /// <summary>Writes timelines.</summary>
    /// <param name="timelines">Titles and timelines.</param>
    /// <param name="devices">What to call the devices; <c>device 0</c>, <c>device 1</c>, … where null.</param>
    /// <param name="microsecondsPerUnit">How many microseconds a unit of time is: a million where times are seconds, the default.</param>
    /// <returns>A JSON document.</returns>
    public static string Render(
        IReadOnlyList<(string Title, Timeline Timeline)> timelines, IReadOnlyList<string>? devices = null, double microsecondsPerUnit = 1e6)
    {
        if (timelines is null) throw new ArgumentNullException(nameof(timelines));
        var events = new List<string>();
        for (var process = 0; process < timelines.Count; process++)
        {
            var (title, timeline) = timelines[process];
            events.Add($"{{\"ph\":\"M\",\"pid\":{process},\"name\":\"process_name\",\"args\":{{\"name\":{Json.Text(title)}}}}}");
            for (var device = 0; device < timeline.Devices.Count; device++)
            {
                events.Add($"{{\"ph\":\"M\",\"pid\":{process},\"tid\":{device},\"name\":\"thread_name\",\"args\":{{\"name\":{Json.Text(Devices.Name(devices, device))}}}}}");
                foreach (var timed in timeline.Devices[device]) events.Add(Slice(process, device, timed, microsecondsPerUnit));
                if (timeline.Optimizer[device] is { } step)
                    events.Add($"{{\"ph\":\"X\",\"pid\":{process},\"tid\":{device},\"ts\":{Time(step.Start * microsecondsPerUnit)},\"dur\":{Time(step.Duration * microsecondsPerUnit)},\"name\":\"optimizer\",\"cat\":\"optimizer\"}}");
            }
            events.AddRange(Arrows(process, timeline, microsecondsPerUnit));
        }
        return new StringBuilder("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n").Append(string.Join(",\n", events)).Append("\n]}\n").ToString();
    }

    private static string Slice(int process, int device, TimedAction timed, double scale)
    {
        var action = timed.Action;
        return $"{{\"ph\":\"X\",\"pid\":{process},\"tid\":{device},\"ts\":{Time(timed.Start * scale)},\"dur\":{Time(timed.Duration * scale)},"
            + $"\"name\":\"{action}\",\"cat\":\"{TimelineColours.Words(action.Kind)}\",\"args\":{{\"stage\":{action.Stage},\"microbatch\":{action.Microbatch}}}}}";
    }

    /// <summary>From the end of each action to the start of the one on the neighbouring stage that needed it, where that is on another device.</summary>
    private static IEnumerable<string> Arrows(int process, Timeline timeline, double scale)
    {
        var places = new Dictionary<(bool Forward, int Stage, int Microbatch), (int Device, TimedAction Timed)>();
        for (var device = 0; device < timeline.Devices.Count; device++)
        {
            foreach (var timed in timeline.Devices[device])
                if (timed.Action.Kind != ActionKind.WeightGradient)
                    places[(timed.Action.Kind == ActionKind.Forward, timed.Action.Stage, timed.Action.Microbatch)] = (device, timed);
        }
        var number = 0;
        foreach (var (key, (device, timed)) in places.Select(entry => (entry.Key, entry.Value)))
        {
            var reader = key with { Stage = key.Forward ? key.Stage + 1 : key.Stage - 1 };
            if (!places.TryGetValue(reader, out var to) || to.Device == device) continue;
            var id = $"\"pid\":{process},\"id\":{number++},\"name\":\"{(key.Forward ? "activation" : "gradient")}\",\"cat\":\"transfer\"";
            yield return $"{{\"ph\":\"s\",{id},\"tid\":{device},\"ts\":{Time(timed.End * scale)}}}";
            yield return $"{{\"ph\":\"f\",\"bp\":\"e\",{id},\"tid\":{to.Device},\"ts\":{Time(to.Timed.Start * scale)}}}";
        }
    }

    private static string Time(double value) => Invariant.Number(value, "0.###");
}
