using System.Text;

namespace StageGen.Scheduling;

/// <summary>
/// Writes timelines as one self-contained HTML page: panels on a common scale of time that zoom and pan together, the cost of
/// every action on hover, in every panel at once, the critical path outlined, and a table of what each device did.
/// </summary>
public static class TimelineHtml
{
    private const string RowHeight = "26";

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
        _ = html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">\n").Append($"<title>{Xml.Text(title)}</title>\n")
            .Append("<style>").Append(TimelineColours.Css).Append(TimelinePage.Css).Append("</style>\n</head>\n<body>\n");
        Head(html, title, panels);
        for (var panel = 0; panel < panels.Count; panel++) Panel(html, panels[panel], panel, devices, unit);
        Table(html, panels, devices, unit);
        var longest = panels.Max(panel => panel.Timeline.Makespan);
        var titles = string.Join(", ", panels.Select(panel => Json.Text(panel.Title)));
        _ = html.Append("<div id=\"tip\" role=\"tooltip\" hidden></div>\n<script>\n")
            .Append($"const longest = {Number(longest)}, unit = {Json.Text(unit)}, panels = [{titles}];\n")
            .Append(TimelinePage.Script).Append("</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void Head(StringBuilder html, string title, IReadOnlyList<ReportPanel> panels)
    {
        _ = html.Append($"<h1>{Xml.Text(title)}</h1>\n<div class=\"tools\">\n<span class=\"legend\">");
        foreach (var kind in TimelineColours.Kinds(panels))
        {
            var letter = new ScheduleAction(kind, 0, 0).Letter;
            _ = html.Append($"<span><svg width=\"14\" height=\"14\"><g class=\"{letter}\"><rect width=\"14\" height=\"14\" rx=\"2\"/></g>")
                .Append($"</svg> {letter} {TimelineColours.Words(kind)}</span>");
        }
        if (panels.Any(panel => Devices.HaveManyStages(panel.Timeline))) _ = html.Append($"<span>{TimelineColours.Shades}</span>");
        _ = html.Append("</span>\n<span class=\"controls\">");
        if (panels.Any(panel => panel.CriticalPath is not null))
            _ = html.Append("<label><input type=\"checkbox\" id=\"critical\"> critical path</label>");
        _ = html.Append("<button id=\"out\" title=\"Zoom out (−)\">−</button><button id=\"in\" title=\"Zoom in (+)\">+</button>")
            .Append("<button id=\"all\" title=\"See all (0)\">all</button></span>\n</div>\n<p class=\"help\">Wheel or + and − zoom, ")
            .Append("dragging or the arrow keys move, a double click shows all. Hover over an action for its cost.</p>\n");
    }

    private static void Panel(StringBuilder html, ReportPanel panel, int number, IReadOnlyList<string>? devices, string unit)
    {
        var timeline = panel.Timeline;
        var critical = new HashSet<ScheduleAction>(panel.CriticalPath?.Select(timed => timed.Action) ?? []);
        var many = Devices.HaveManyStages(timeline);
        var summary = $"{Quantity.Time(timeline.Makespan, unit)}, bubble {Invariant.Percent(timeline.Bubble)}";
        _ = html.Append($"<section data-panel=\"{number}\">\n<h2>{Xml.Text(panel.Title)} <small>{Xml.Text(summary)}</small></h2>\n")
            .Append("<div class=\"rows\">\n");
        for (var device = 0; device < timeline.Devices.Count; device++)
        {
            var row = timeline.Devices[device];
            var chunks = Devices.Chunks(row);
            _ = html.Append($"<div class=\"name\">{Xml.Text(Devices.Name(devices, device))}</div>")
                .Append($"<svg class=\"row\" height=\"{RowHeight}\"><g class=\"rest\" data-s=\"0\" data-e=\"{Number(timeline.Makespan)}\">")
                .Append($"<rect class=\"idle\" height=\"{RowHeight}\"/></g>");
            foreach (var timed in row)
            {
                var action = timed.Action;
                var shade = TimelineColours.Shade(chunks.IndexOf(action.Stage));
                var marks = action.Letter + shade + (critical.Contains(action) ? " critical" : "");
                var label = $"data-k=\"{action}\" data-l=\"{Devices.Label(action, many)}\" data-m=\"{action.Microbatch}\"";
                Bar(html, marks, label, TimelineColours.Describe(action), timed.Start, timed.End);
            }
            if (timeline.Optimizer[device] is { } step)
                Bar(html, "O", $"data-k=\"step {device}\" data-l=\"step\"", "optimizer step", step.Start, step.End);
            _ = html.Append($"</svg><div class=\"idle-share\">{Invariant.Percent(timeline.BubbleOf(device))} idle</div>\n");
        }
        _ = html.Append("<div></div><svg class=\"scale row\" height=\"22\"></svg><div></div>\n</div>\n</section>\n");
    }

    private static void Bar(StringBuilder html, string marks, string label, string description, double start, double end) => html
        .Append($"<g class=\"bar {marks}\" {label} data-s=\"{Number(start)}\" data-e=\"{Number(end)}\" data-t=\"{Xml.Text(description)}\">")
        .Append($"<rect height=\"{RowHeight}\" rx=\"2\"/><text y=\"17\"></text></g>");

    /// <summary>A column for each quantity and panel, so that what is to be compared stands side by side.</summary>
    private static void Table(StringBuilder html, IReadOnlyList<ReportPanel> panels, IReadOnlyList<string>? devices, string unit)
    {
        var columns = Quantity.Known(panels, unit)
            .Select(column => (column.Heading, column.Cell, Shown: panels.Where(panel => column.Cell(panel, 0, unit) is not null).ToList()))
            .ToList();
        _ = html.Append("<table>\n<thead><tr><th>device</th>");
        foreach (var (heading, _, shown) in columns) _ = html.Append($"<th colspan=\"{shown.Count}\">{heading}</th>");
        _ = html.Append("</tr>");
        if (panels.Count > 1)
        {
            _ = html.Append("<tr><th></th>");
            foreach (var (_, _, shown) in columns)
                foreach (var panel in shown) _ = html.Append($"<th{First(panel, shown)}>{Xml.Text(panel.Title)}</th>");
            _ = html.Append("</tr>");
        }
        _ = html.Append("</thead>\n<tbody>\n");
        for (var device = 0; device < panels.Max(panel => panel.Timeline.Devices.Count); device++)
        {
            _ = html.Append($"<tr><td>{Xml.Text(Devices.Name(devices, device))}</td>");
            foreach (var (_, cell, shown) in columns)
            {
                foreach (var panel in shown)
                {
                    var text = device < panel.Timeline.Devices.Count ? cell(panel, device, unit)! : "";
                    _ = html.Append($"<td{First(panel, shown)}>{Xml.Text(text)}</td>");
                }
            }
            _ = html.Append("</tr>\n");
        }
        _ = html.Append("</tbody>\n</table>\n");

        static string First(ReportPanel panel, List<ReportPanel> shown) => ReferenceEquals(panel, shown[0]) ? " class=\"first\"" : "";
    }

    private static string Number(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
