using System.Text;

namespace StageGen.Scheduling;

/// <summary>
/// Writes timelines as one self-contained HTML page: panels on a common scale of time that zoom and pan together, the cost of
/// every action on hover, the critical path outlined, and a table of what each device did.
/// </summary>
public static class TimelineHtml
{
    /// <summary>Writes a report.</summary>
    /// <param name="title">The heading of the page.</param>
    /// <param name="panels">The timelines, one above the other: predicted above measured, for example.</param>
    /// <param name="devices">What to call the devices; <c>device 0</c>, <c>device 1</c>, … where null.</param>
    /// <param name="unit">The unit of the times, as in <c>ms</c>.</param>
    /// <returns>An HTML document that loads nothing from anywhere.</returns>
    public static string Render(string title, IReadOnlyList<ReportPanel> panels, IReadOnlyList<string>? devices = null, string unit = "")
    {
        if (title is null) throw new ArgumentNullException(nameof(title));
        if (panels is null) throw new ArgumentNullException(nameof(panels));
        if (panels.Count == 0) throw new ArgumentException("There is nothing to draw.", nameof(panels));
        var html = new StringBuilder();
        _ = html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
        _ = html.Append($"<title>{Xml.Text(title)}</title>\n<style>\n").Append(TimelineColours.Css).Append(TimelinePage.Css).Append("</style>\n</head>\n<body>\n");
        _ = html.Append($"<h1>{Xml.Text(title)}</h1>\n");
        _ = html.Append("<p class=\"help\">Turn the wheel over a timeline to zoom, drag to move, double-click to see all. Hover over an action for its cost. "
            + "<label><input type=\"checkbox\" id=\"critical\"> outline the critical path</label></p>\n");
        _ = html.Append(Legend(panels));
        foreach (var panel in panels) Panel(html, panel, devices, unit);
        var longest = panels.Max(panel => panel.Timeline.Makespan);
        _ = html.Append("<div id=\"tip\" role=\"tooltip\" hidden></div>\n<script>\n")
            .Append($"const longest = {Number(longest)}, unit = {Json.Text(unit)};\n").Append(TimelinePage.Script).Append("</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static string Legend(IReadOnlyList<ReportPanel> panels)
    {
        var kinds = panels.SelectMany(panel => panel.Timeline.Devices).SelectMany(row => row).Select(action => action.Action.Kind).Distinct().OrderBy(kind => kind);
        return "<p class=\"legend\">" + string.Join(" ", kinds.Select(kind =>
        {
            var letter = new ScheduleAction(kind, 0, 0).Letter;
            return $"<svg width=\"14\" height=\"14\"><g class=\"{letter}\"><rect width=\"14\" height=\"14\"/></g></svg> {letter} {TimelineColours.Words(kind)}";
        })) + "</p>\n";
    }

    private static void Panel(StringBuilder html, ReportPanel panel, IReadOnlyList<string>? devices, string unit)
    {
        var timeline = panel.Timeline;
        var critical = new HashSet<ScheduleAction>(panel.CriticalPath?.Select(timed => timed.Action) ?? []);
        var many = Devices.HaveManyStages(timeline);
        _ = html.Append($"<section>\n<h2>{Xml.Text(panel.Title)}</h2>\n<p>{Xml.Text(Quantity.Time(timeline.Makespan, unit))}, bubble {Invariant.Percent(timeline.Bubble)}</p>\n<div class=\"rows\">\n");
        for (var device = 0; device < timeline.Devices.Count; device++)
        {
            var row = timeline.Devices[device];
            var chunks = Devices.Chunks(row);
            _ = html.Append($"<div class=\"name\">{Xml.Text(Devices.Name(devices, device))}</div><svg class=\"row\" height=\"26\">");
            _ = html.Append($"<rect class=\"idle bar\" data-s=\"0\" data-e=\"{Number(timeline.Makespan)}\" height=\"26\"/>");
            foreach (var timed in row)
            {
                var marks = (critical.Contains(timed.Action) ? " critical" : "") + TimelineColours.Shade(chunks.IndexOf(timed.Action.Stage));
                Bar(html, timed.Action.Letter + marks, Devices.Label(timed.Action, many), TimelineColours.Describe(timed.Action), timed.Start, timed.End);
            }
            if (timeline.Optimizer[device] is { } step) Bar(html, "O", "step", "optimizer step", step.Start, step.End);
            _ = html.Append("</svg>\n");
        }
        _ = html.Append("<div class=\"name\"></div><svg class=\"axis row\" height=\"22\"></svg>\n</div>\n");
        Table(html, panel, devices, unit);
        _ = html.Append("</section>\n");
    }

    private static void Bar(StringBuilder html, string marks, string label, string description, double start, double end) => html.Append(
        $"<g class=\"{marks} bar\" data-s=\"{Number(start)}\" data-e=\"{Number(end)}\" data-t=\"{Xml.Text(description)}\"><rect height=\"26\"/><text y=\"17\">{label}</text></g>");

    private static void Table(StringBuilder html, ReportPanel panel, IReadOnlyList<string>? devices, string unit)
    {
        var columns = Quantity.OfDevices.Where(column => column.Cell(panel, 0, unit) is not null).ToList();
        _ = html.Append("<table><thead><tr><th>device</th>").Append(string.Concat(columns.Select(column => $"<th>{column.Heading}</th>"))).Append("</tr></thead><tbody>\n");
        for (var device = 0; device < panel.Timeline.Devices.Count; device++)
        {
            _ = html.Append($"<tr><td>{Xml.Text(Devices.Name(devices, device))}</td>");
            foreach (var (_, cell) in columns) _ = html.Append($"<td>{Xml.Text(cell(panel, device, unit)!)}</td>");
            _ = html.Append("</tr>\n");
        }
        _ = html.Append("</tbody></table>\n");
    }

    private static string Number(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
