using System.Text;

namespace StageGen.Scheduling;

/// <summary>Draws timelines as one self-contained SVG picture, one above the other on a common scale of time.</summary>
public static class TimelineSvg
{
    private const double RowHeight = 26;
    private const double RowGap = 4;
    private const double Left = 96;
    private const double Right = 96;
    private const double Head = 42;
    private const double Axis = 26;

    /// <summary>Draws timelines one above the other: predicted above measured, for example.</summary>
    /// <param name="timelines">Titles and timelines. All are drawn to one scale of time, so that lengths compare.</param>
    /// <returns>An SVG document. Hovering over an action shows its cost.</returns>
    public static string Render(params (string Title, Timeline Timeline)[] timelines) => Render(timelines, null);

    /// <summary>Draws timelines one above the other: predicted above measured, for example.</summary>
    /// <param name="timelines">Titles and timelines. All are drawn to one scale of time, so that lengths compare.</param>
    /// <param name="devices">What to call the devices; <c>device 0</c>, <c>device 1</c>, … where null.</param>
    /// <param name="unit">The unit of the times, as in <c>ms</c>.</param>
    /// <param name="width">The width of the picture in pixels.</param>
    /// <returns>An SVG document. Hovering over an action shows its cost.</returns>
    public static string Render(
        IReadOnlyList<(string Title, Timeline Timeline)> timelines, IReadOnlyList<string>? devices, string unit = "", double width = 1200)
    {
        if (timelines is null) throw new ArgumentNullException(nameof(timelines));
        if (timelines.Count == 0) throw new ArgumentException("There is nothing to draw.", nameof(timelines));
        var longest = Math.Max(timelines.Max(entry => entry.Timeline.Makespan), double.Epsilon);
        var scale = (width - Left - Right) / longest;
        var height = timelines.Sum(entry => PanelHeight(entry.Timeline)) + 8;

        var svg = new StringBuilder();
        _ = svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(width)}\" height=\"{N(height)}\" viewBox=\"0 0 {N(width)} {N(height)}\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n");
        _ = svg.Append("<style>").Append(TimelineColours.Css).Append("</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        var top = 0.0;
        foreach (var (title, timeline) in timelines)
        {
            Panel(svg, title, timeline, devices, unit, top, scale, longest);
            top += PanelHeight(timeline);
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static double PanelHeight(Timeline timeline) => Head + timeline.Devices.Count * (RowHeight + RowGap) + Axis;

    private static void Panel(
        StringBuilder svg, string title, Timeline timeline, IReadOnlyList<string>? devices, string unit, double top, double scale, double longest)
    {
        var summary = $"{Time(timeline.Makespan, unit)}, bubble {Invariant.Percent(timeline.Bubble)}";
        _ = svg.Append($"<text x=\"{N(Left)}\" y=\"{N(top + 24)}\" font-size=\"15\" font-weight=\"600\">{Xml.Text(title)}</text>");
        _ = svg.Append($"<text x=\"{N(Left + longest * scale)}\" y=\"{N(top + 24)}\" text-anchor=\"end\" class=\"dim\">{Xml.Text(summary)}</text>\n");
        var many = Devices.HaveManyStages(timeline);
        for (var device = 0; device < timeline.Devices.Count; device++)
        {
            var y = top + Head + device * (RowHeight + RowGap);
            var name = Devices.Name(devices, device);
            _ = svg.Append($"<text x=\"{N(Left - 8)}\" y=\"{N(y + RowHeight / 2 + 4)}\" text-anchor=\"end\">{Xml.Text(name)}</text>");
            _ = svg.Append($"<rect x=\"{N(Left)}\" y=\"{N(y)}\" width=\"{N(timeline.Makespan * scale)}\" height=\"{N(RowHeight)}\" class=\"idle\"/>\n");
            var chunks = Devices.Chunks(timeline.Devices[device]);
            foreach (var action in timeline.Devices[device]) Bar(svg, action, many, chunks.IndexOf(action.Action.Stage), unit, y, scale);
            if (timeline.Optimizer[device] is { } step)
                _ = svg.Append($"<rect class=\"O\" x=\"{N(Left + step.Start * scale)}\" y=\"{N(y)}\" width=\"{N(step.Duration * scale)}\" height=\"{N(RowHeight)}\"><title>optimizer: {Time(step.Duration, unit)}</title></rect>\n");
            _ = svg.Append($"<text x=\"{N(Left + longest * scale + 8)}\" y=\"{N(y + RowHeight / 2 + 4)}\" class=\"dim\">idle {Invariant.Percent(timeline.BubbleOf(device))}</text>\n");
        }
        Scale(svg, top + Head + timeline.Devices.Count * (RowHeight + RowGap), scale, longest, unit);
    }

    private static void Bar(StringBuilder svg, TimedAction action, bool many, int chunk, string unit, double y, double scale)
    {
        var width = action.Duration * scale;
        var x = Left + action.Start * scale;
        _ = svg.Append($"<g class=\"{action.Action.Letter}{TimelineColours.Shade(chunk)}\"><title>{Xml.Text(TimelineColours.Describe(action.Action))}: {Time(action.Duration, unit)} (from {Time(action.Start, unit)})</title>");
        _ = svg.Append($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(RowHeight)}\"/>");
        var label = Devices.Label(action.Action, many);
        if (width >= label.Length * 7 + 2)
            _ = svg.Append($"<text x=\"{N(x + width / 2)}\" y=\"{N(y + RowHeight / 2 + 4)}\" text-anchor=\"middle\">{label}</text>");
        _ = svg.Append("</g>\n");
    }

    private static void Scale(StringBuilder svg, double y, double scale, double longest, string unit)
    {
        var step = NiceStep(longest / 8);
        _ = svg.Append($"<path d=\"M{N(Left)} {N(y)}H{N(Left + longest * scale)}\" class=\"axis\"/>");
        for (var tick = 0; tick * step <= longest * (1 + 1e-9); tick++)
        {
            var x = Left + tick * step * scale;
            _ = svg.Append($"<path d=\"M{N(x)} {N(y)}v4\" class=\"axis\"/><text x=\"{N(x)}\" y=\"{N(y + 16)}\" text-anchor=\"middle\" class=\"dim\" font-size=\"10\">{Time(tick * step, unit)}</text>");
        }
        _ = svg.Append('\n');
    }

    /// <summary>The next of 1, 2, 5, 10, 20, … (times a power of ten) that is not below <paramref name="least"/>.</summary>
    internal static double NiceStep(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var factor in (double[])[1, 2, 5])
            if (factor * power >= least) return factor * power;
        return 10 * power;
    }

    private static string Time(double value, string unit) => Invariant.Number(value, "0.###") + (unit.Length > 0 ? " " + unit : "");

    private static string N(double value) => Invariant.Number(value, "0.##");
}
