namespace StageGen.Scheduling;

/// <summary>
/// Writes timelines as a trace in the Chrome trace event format, which ui.perfetto.dev and chrome://tracing open: a process a
/// timeline, a thread a device, an arrow for everything handed over, and a counter of the activations that each device holds.
/// </summary>
/// <remarks>
/// "Trace Event Format", Google, 2016: complete events (<c>X</c>), flows (<c>s</c>, <c>f</c>), counters (<c>C</c>), names (<c>M</c>).
/// </remarks>
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
        var flows = 0;
        for (var process = 0; process < timelines.Count; process++)
        {
            var timeline = timelines[process].Timeline.Scale(microsecondsPerUnit);
            events.Add(Meta("process_name", process, 0, $"\"name\":{Json.Text(timelines[process].Title)}"));
            events.Add(Meta("process_sort_index", process, 0, $"\"sort_index\":{process}"));
            for (var device = 0; device < timeline.Devices.Count; device++)
            {
                events.Add(Meta("thread_name", process, device, $"\"name\":{Json.Text(Devices.Name(devices, device))}"));
                events.Add(Meta("thread_sort_index", process, device, $"\"sort_index\":{device}"));
                foreach (var timed in timeline.Devices[device]) events.Add(Slice(process, device, timed));
                if (timeline.Optimizer[device] is { } step)
                    events.Add($"{{\"ph\":\"X\",{At(process, device, step.Start)},\"dur\":{Length(step.Start, step.End)},\"name\":\"optimizer\",\"cat\":\"optimizer\"}}");
                events.AddRange(Held(process, device, $"activations on {Devices.Name(devices, device)}", timeline.Devices[device]));
            }
            foreach (var handOver in HandOvers(timeline)) events.AddRange(Arrow(process, flows++, handOver));
        }
        return "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n" + string.Join(",\n", events) + "\n]}\n";
    }

    private static string Meta(string name, int process, int thread, string arguments) =>
        $"{{\"ph\":\"M\",\"pid\":{process},\"tid\":{thread},\"name\":\"{name}\",\"args\":{{{arguments}}}}}";

    private static string Slice(int process, int device, TimedAction timed)
    {
        var action = timed.Action;
        return $"{{\"ph\":\"X\",{At(process, device, timed.Start)},\"dur\":{Length(timed.Start, timed.End)},\"name\":\"{action}\","
            + $"\"cat\":\"{TimelineColours.Words(action.Kind)}\",\"args\":{{\"stage\":{action.Stage},\"microbatch\":{action.Microbatch}}}}}";
    }

    /// <summary>How many microbatches a device's stages hold: one more from a forward's start, one less from its backward's end.</summary>
    private static IEnumerable<string> Held(int process, int device, string name, IReadOnlyList<TimedAction> row)
    {
        var held = 0;
        if (row.All(timed => !timed.Action.FreesActivations)) yield break;
        foreach (var timed in row)
        {
            var forward = timed.Action.Kind == ActionKind.Forward;
            if (!forward && !timed.Action.FreesActivations) continue;
            held += forward ? 1 : -1;
            yield return $"{{\"ph\":\"C\",{At(process, device, forward ? timed.Start : timed.End)},\"name\":{Json.Text(name)},\"args\":{{\"microbatches\":{held}}}}}";
        }
    }

    /// <summary>From each action to those on other devices that needed it.</summary>
    private static IEnumerable<(string Name, int Sender, TimedAction Sent, int Receiver, TimedAction Received)> HandOvers(Timeline timeline)
    {
        var places = new Dictionary<(bool Forward, int Stage, int Microbatch), (int Device, TimedAction Timed)>();
        for (var device = 0; device < timeline.Devices.Count; device++)
        {
            foreach (var timed in timeline.Devices[device])
                if (timed.Action.Kind != ActionKind.WeightGradient)
                    places[(timed.Action.Kind == ActionKind.Forward, timed.Action.Stage, timed.Action.Microbatch)] = (device, timed);
        }
        foreach (var (key, (device, timed)) in places.Select(entry => (entry.Key, entry.Value)))
        {
            foreach (var stage in Readers(timeline, key.Stage, key.Forward))
                if (places.TryGetValue(key with { Stage = stage }, out var to) && to.Device != device)
                    yield return (key.Forward ? "activation" : "gradient", device, timed, to.Device, to.Timed);
        }
    }

    private static int[] Readers(Timeline timeline, int stage, bool forward) =>
        timeline.Graph?.Feeds(stage, forward) ?? [forward ? stage + 1 : stage - 1];

    // Viewers tie an arrow's ends to the actions around them, so it leaves a nanosecond before its action ends, or when the
    // receiver starts: what was measured may have been taken before the sender had tidied up.
    private static IEnumerable<string> Arrow(
        int process, int number, (string Name, int Sender, TimedAction Sent, int Receiver, TimedAction Received) handOver)
    {
        var (name, sender, sent, receiver, received) = handOver;
        var leaves = Math.Max(sent.Start, Math.Min(sent.End - 0.001, received.Start));
        var flow = $"\"id\":{number},\"name\":\"{name}\",\"cat\":\"transfer\"";
        yield return $"{{\"ph\":\"s\",{At(process, sender, leaves)},{flow}}}";
        yield return $"{{\"ph\":\"f\",\"bp\":\"e\",{At(process, receiver, received.Start)},{flow}}}";
    }

    private static string At(int process, int thread, double time) => $"\"pid\":{process},\"tid\":{thread},\"ts\":{Time(time)}";

    // Between the ends as they are written, so that no action reaches into the next by a digit.
    private static string Length(double start, double end) => Time(Math.Round(end, 3) - Math.Round(start, 3));

    private static string Time(double value) => Invariant.Number(value, "0.###");
}
