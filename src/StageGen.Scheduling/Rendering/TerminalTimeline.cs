using System.Text;

namespace StageGen.Scheduling;

/// <summary>Draws a timeline to scale in a terminal: one line a device, coloured where the terminal has colours.</summary>
public static class TerminalTimeline
{
    private const string Reset = "\u001b[0m";

    // Foreground and background of the 256-colour palette by kind; the second pair is for every other stage of a device.
    private static readonly (int Text, int Back)[][] Colours =
    [
        [(16, 111), (231, 25)],
        [(16, 114), (231, 28)],
        [(16, 116), (231, 30)],
        [(16, 222), (16, 172)],
    ];

    private static readonly char[] Shades = ['█', '▓', '▒', '░'];

    /// <summary>Draws a timeline.</summary>
    /// <param name="timeline">Predicted or measured.</param>
    /// <param name="width">How many columns the whole picture may take, at least 40.</param>
    /// <param name="colour">Whether to use ANSI colours; else actions are told apart by shading.</param>
    /// <param name="devices">What to call the devices; <c>device 0</c>, <c>device 1</c>, … where null.</param>
    /// <param name="scale">The time the width stands for, so that several pictures compare; the timeline's own where null.</param>
    /// <returns>A line a device and a line of explanation, without a line break at the end.</returns>
    public static string Render(Timeline timeline, int width = 100, bool colour = false, IReadOnlyList<string>? devices = null,
        double? scale = null)
    {
        if (timeline is null) throw new ArgumentNullException(nameof(timeline));
        var label = Enumerable.Range(0, timeline.Devices.Count).Max(device => Devices.Name(devices, device).Length);
        const int Idle = 12;
        var columns = Math.Max(20, Math.Max(40, width) - label - 1 - Idle);
        var unit = Math.Max(scale ?? timeline.Makespan, double.Epsilon) / columns;
        var many = Devices.HaveManyStages(timeline);
        var text = new StringBuilder();
        for (var device = 0; device < timeline.Devices.Count; device++)
        {
            _ = text.Append(Devices.Name(devices, device).PadRight(label)).Append(' ');
            Row(text, timeline, device, columns, unit, many, colour);
            _ = text.Append(" idle ").Append(Invariant.Percent(timeline.BubbleOf(device)).PadLeft(6)).Append('\n');
        }
        return text.Append(' ', label + 1).Append(Legend(timeline, colour)).Append("   bubble ")
            .Append(Invariant.Percent(timeline.Bubble)).ToString();
    }

    private static void Row(StringBuilder text, Timeline timeline, int device, int columns, double unit, bool many, bool colour)
    {
        // In each column what runs at its middle; a label where it fits.
        var row = timeline.Devices[device];
        var chunks = Devices.Chunks(row);
        var (column, index) = (0, 0);
        while (column < columns)
        {
            var middle = (column + 0.5) * unit;
            while (index < row.Count && row[index].End <= middle) index++;
            if (index == row.Count || row[index].Start > middle)
            {
                var optimizer = timeline.Optimizer[device] is { } step && step.Start <= middle && middle < step.End;
                _ = text.Append(optimizer ? '=' : middle < timeline.Makespan ? '·' : ' ');
                column++;
                continue;
            }
            var end = column;
            while (end < columns && (end + 0.5) * unit < row[index].End) end++;
            Bar(text, row[index].Action, chunks.IndexOf(row[index].Action.Stage), end - column, many, colour);
            column = end;
        }
    }

    private static void Bar(StringBuilder text, ScheduleAction action, int chunk, int width, bool many, bool colour)
    {
        // A bar starts with its label, so that neighbours of one kind stay apart. Where that does not fit, the microbatch beside
        // the colour or the shade of its kind says as much.
        var label = Devices.Label(action, many);
        if (label.Length > (colour ? width - 1 : width))
        {
            label = Invariant.Number(action.Microbatch);
            if (label.Length >= width) label = "";
        }
        if (!colour)
        {
            _ = text.Append(label.PadRight(width, Shades[(int)action.Kind]));
            return;
        }
        var (letters, back) = Colours[(int)action.Kind][chunk % 2];
        _ = text.Append($"\u001b[38;5;{letters};48;5;{back}m").Append(label.PadRight(width)).Append(Reset);
    }

    private static string Legend(Timeline timeline, bool colour)
    {
        var kinds = timeline.Devices.SelectMany(row => row.Select(action => action.Action.Kind)).Distinct().OrderBy(kind => kind);
        return string.Join("  ", kinds.Select(kind =>
        {
            var mark = colour
                ? $"\u001b[48;5;{Colours[(int)kind][0].Back}m  {Reset}"
                : new string(Shades[(int)kind], 2);
            return $"{mark} {TimelineColours.Words(kind)}";
        }));
    }
}
