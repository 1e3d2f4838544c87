using Spectre.Console;
using StageGen.Scheduling;

namespace Samples.Display;

/// <summary>A timeline drawn to scale with characters: <c>F0──F1──··B0────</c>, one row a device.</summary>
public static class TimelinePicture
{
    private static readonly Color Forward = Color.DodgerBlue1;
    private static readonly Color Backward = Color.Orange1;
    private static readonly Color Idle = Color.Grey;

    /// <summary>Writes a timeline.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="timeline">What to draw.</param>
    /// <param name="devices">The devices' names.</param>
    /// <param name="longest">The time that fills a line; the same for timelines that are to be compared.</param>
    public static void Write(Terminal terminal, Timeline timeline, IReadOnlyList<string> devices, double longest)
    {
        var label = devices.Max(name => name.Length) + 2;
        var columns = Math.Max(20, terminal.Width - label - 1);
        for (var device = 0; device < timeline.Devices.Count; device++)
            terminal.WriteRow(devices[device].PadRight(label), Row(timeline.Devices[device], timeline.Makespan, columns / longest));
    }

    /// <summary>The pieces of a device's row, each in its colour.</summary>
    /// <param name="actions">What the device did, in order.</param>
    /// <param name="makespan">When the step ended.</param>
    /// <param name="scale">Characters a second.</param>
    public static IEnumerable<(string Text, Color Color)> Row(IEnumerable<TimedAction> actions, double makespan, double scale)
    {
        var at = 0;
        foreach (var (action, start, end) in actions)
        {
            var (from, to) = (Math.Max(at, Column(start)), Math.Max(at, Column(end)));
            if (from > at) yield return (new string('·', from - at), Idle);
            var name = $"{action.Kind.ToString()[0]}{action.Microbatch}";
            if (to > from) yield return (name.PadRight(to - from, '─')[..(to - from)], action.Kind == ActionKind.Forward ? Forward : Backward);
            at = to;
        }
        if (Column(makespan) > at) yield return (new string('·', Column(makespan) - at), Idle);

        int Column(double time) => (int)Math.Round(time * scale);
    }
}
