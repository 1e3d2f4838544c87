using System.Text;

namespace StageGen.Scheduling;

/// <summary>
/// Draws timelines in a terminal, one under the other on one scale of time, and what each device did in a table below: predicted
/// beside measured, for example.
/// </summary>
public static class TerminalReport
{
    /// <summary>Draws a report.</summary>
    /// <param name="panels">The timelines, in one unit of time.</param>
    /// <param name="width">How many columns the whole picture may take, at least 40.</param>
    /// <param name="colour">Whether to use ANSI colours; else actions are told apart by shading.</param>
    /// <param name="devices">What to call the devices; <c>device 0</c>, <c>device 1</c>, … where null.</param>
    /// <param name="unit">The unit of the times, as in <c>ms</c>.</param>
    /// <returns>Lines, without a line break at the end.</returns>
    public static string Render(
        IReadOnlyList<ReportPanel> panels, int width = 100, bool colour = false, IReadOnlyList<string>? devices = null, string unit = "")
    {
        if (panels is null) throw new ArgumentNullException(nameof(panels));
        if (panels.Count == 0) throw new ArgumentException("There is nothing to draw.", nameof(panels));
        var longest = panels.Max(panel => panel.Timeline.Makespan);
        var text = new StringBuilder();
        foreach (var panel in panels)
        {
            var timeline = panel.Timeline;
            _ = text.Append($"{panel.Title}, {Quantity.Time(timeline.Makespan, unit)}, bubble {Invariant.Percent(timeline.Bubble)}\n");
            _ = text.Append(TerminalTimeline.Render(timeline, width, colour, devices, longest)).Append("\n\n");
        }
        Table(text, panels, devices, unit);
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>A line for each device of each panel, so that what is to be compared stands one above the other.</summary>
    private static void Table(StringBuilder text, IReadOnlyList<ReportPanel> panels, IReadOnlyList<string>? devices, string unit)
    {
        var columns = Quantity.Known(panels, unit);
        List<string[]> lines = [["device", "", .. columns.Select(column => column.Heading)]];
        for (var device = 0; device < panels.Max(panel => panel.Timeline.Devices.Count); device++)
        {
            foreach (var panel in panels.Where(panel => device < panel.Timeline.Devices.Count))
            {
                var name = panel == panels[0] ? Devices.Name(devices, device) : "";
                lines.Add([name, panel.Title, .. columns.Select(column => column.Cell(panel, device, unit) ?? "")]);
            }
        }
        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            var cells = line.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            _ = text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
    }
}
