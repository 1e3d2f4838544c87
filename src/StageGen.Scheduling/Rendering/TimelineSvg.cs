using System.Text;

namespace StageGen.Scheduling;

/// <summary>
/// Draws timelines as one self-contained SVG picture, one above the other on a common scale of time, and below them what each
/// device did. It follows the reader's light or dark mode.
/// </summary>
public static class TimelineSvg
{
    private const double RowHeight = 26;
    private const double RowGap = 4;
    private const double Margin = 16;
    private const double Head = 40;
    private const double Axis = 34;
    private const double Line = 20;
    private const double CharacterWidth = 7.2;

    /// <summary>Draws timelines one above the other.</summary>
    /// <param name="timelines">Titles and timelines. All are drawn to one scale of time, so that lengths compare.</param>
    /// <returns>An SVG document. Hovering over an action shows its cost.</returns>
    public static string Render(params (string Title, Timeline Timeline)[] timelines) =>
        Render(timelines?.Select(entry => new ReportPanel(entry.Title, entry.Timeline)).ToArray()
            ?? throw new ArgumentNullException(nameof(timelines)));

    /// <summary>Draws timelines one above the other: predicted above measured, for example.</summary>
    /// <param name="panels">The timelines. All are drawn to one scale of time, so that lengths compare.</param>
    /// <param name="devices">What to call the devices; <c>device 0</c>, <c>device 1</c>, … where null.</param>
    /// <param name="unit">The unit of the times, as in <c>ms</c>.</param>
    /// <param name="width">The width of the picture in pixels.</param>
    /// <param name="heading">What stands above it all; null for nothing.</param>
    /// <returns>An SVG document. Hovering over an action shows its cost.</returns>
    public static string Render(
        IReadOnlyList<ReportPanel> panels, IReadOnlyList<string>? devices = null, string unit = "", double width = 1200,
        string? heading = null)
    {
        if (panels is null) throw new ArgumentNullException(nameof(panels));
        if (panels.Count == 0) throw new ArgumentException("There is nothing to draw.", nameof(panels));
        var body = new StringBuilder();
        var canvas = new Canvas(body, panels, devices, unit, width);
        var top = 8.0;
        if (heading is not null)
        {
            _ = body.Append($"<text x=\"{N(Margin)}\" y=\"{N(top + 22)}\" font-size=\"17\" font-weight=\"600\" class=\"ink\">")
                .Append(Xml.Text(heading)).Append("</text>\n");
            top += 34;
        }
        top = canvas.Legend(top);
        foreach (var panel in panels) top = canvas.Panel(panel, top);
        top = canvas.Table(top + 12) + Margin;
        var size = $"width=\"{N(width)}\" height=\"{N(top)}\" viewBox=\"0 0 {N(width)} {N(top)}\"";
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" {size} font-family=\"system-ui, sans-serif\" font-size=\"12\">\n"
            + $"<style>{TimelineColours.Css}</style>\n<rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n{body}</svg>\n";
    }

    /// <summary>The next of 1, 2, 5, 10, 20, … (times a power of ten) that is not below <paramref name="least"/>.</summary>
    internal static double NiceStep(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var factor in (double[])[1, 2, 5])
            if (factor * power >= least) return factor * power;
        return 10 * power;
    }

    private static string N(double value) => Invariant.Number(value, "0.##");

    /// <summary>A picture in the making: where things go, and what is drawn so far.</summary>
    private sealed class Canvas
    {
        private readonly StringBuilder svg;
        private readonly IReadOnlyList<ReportPanel> panels;
        private readonly IReadOnlyList<string>? devices;
        private readonly string unit;
        private readonly double longest;
        private readonly double left;
        private readonly double right;
        private readonly double scale;

        public Canvas(StringBuilder svg, IReadOnlyList<ReportPanel> panels, IReadOnlyList<string>? devices, string unit, double width)
        {
            (this.svg, this.panels, this.devices, this.unit) = (svg, panels, devices, unit);
            longest = Math.Max(panels.Max(panel => panel.Timeline.Makespan), double.Epsilon);
            var names = Enumerable.Range(0, panels.Max(panel => panel.Timeline.Devices.Count))
                .Select(device => Devices.Name(devices, device));
            left = Math.Min(width / 3, Margin + names.Max(name => name.Length) * CharacterWidth + 10);
            right = width - Margin - 76;
            scale = (right - left) / longest;
        }

        /// <summary>Says what the colours mean; gives where the next thing may begin.</summary>
        public double Legend(double top)
        {
            var x = left;
            foreach (var kind in TimelineColours.Kinds(panels))
            {
                var letter = new ScheduleAction(kind, 0, 0).Letter;
                var words = $"{letter} {TimelineColours.Words(kind)}";
                var square = $"<rect x=\"{N(x)}\" y=\"{N(top + 2)}\" width=\"12\" height=\"12\" rx=\"2\"/>";
                _ = svg.Append($"<g class=\"{letter}\">{square}</g>");
                Text(x + 18, top + 12, words, "dim", "");
                x += 40 + words.Length * CharacterWidth;
            }
            if (panels.Any(panel => Devices.HaveManyStages(panel.Timeline))) Text(x, top + 12, TimelineColours.Shades, "dim", "");
            return top + 16;
        }

        /// <summary>Draws a timeline; gives where the next thing may begin.</summary>
        public double Panel(ReportPanel panel, double top)
        {
            var timeline = panel.Timeline;
            var summary = $"{Quantity.Time(timeline.Makespan, unit)}, bubble {Invariant.Percent(timeline.Bubble)}";
            Text(left, top + 28, panel.Title, "ink", " font-size=\"15\" font-weight=\"600\"");
            Text(right, top + 28, summary, "dim", " text-anchor=\"end\"");
            var many = Devices.HaveManyStages(timeline);
            for (var device = 0; device < timeline.Devices.Count; device++)
            {
                var y = top + Head + device * (RowHeight + RowGap);
                Text(left - 10, y + 17, Devices.Name(devices, device), "ink", " text-anchor=\"end\"");
                _ = svg.Append($"<rect x=\"{N(left)}\" y=\"{N(y)}\" width=\"{N(timeline.Makespan * scale)}\" ")
                    .Append($"height=\"{N(RowHeight)}\" rx=\"2\" class=\"idle\"/>\n");
                var chunks = Devices.Chunks(timeline.Devices[device]);
                foreach (var timed in timeline.Devices[device])
                {
                    var action = timed.Action;
                    var marks = action.Letter + TimelineColours.Shade(chunks.IndexOf(action.Stage));
                    Bar(marks, TimelineColours.Describe(action), timed.Start, timed.End, y,
                        [Devices.Label(action, many), Invariant.Number(action.Microbatch)]);
                }
                if (timeline.Optimizer[device] is { } step) Bar("O", "optimizer step", step.Start, step.End, y, ["step"]);
                Text(right + 10, y + 17, Invariant.Percent(timeline.BubbleOf(device)) + " idle", "dim", "");
            }
            var bottom = top + Head + timeline.Devices.Count * (RowHeight + RowGap);
            Scale(bottom);
            return bottom + Axis;
        }

        /// <summary>A line for each device and panel, and a column for each thing that is known; gives where it ends.</summary>
        public double Table(double top)
        {
            var columns = Quantity.Known(panels, unit);
            const double Column = 130;
            var titles = panels.Count > 1 ? 16 + panels.Max(panel => panel.Title.Length) * CharacterWidth : 0;
            double Right(int column) => left + titles + (column + 1) * Column;
            for (var column = 0; column < columns.Count; column++)
                Text(Right(column), top + 14, columns[column].Heading, "dim", " text-anchor=\"end\"");
            var y = top + Line;
            for (var device = 0; device < panels.Max(panel => panel.Timeline.Devices.Count); device++)
            {
                _ = svg.Append($"<path d=\"M{N(left)} {N(y)}H{N(Right(columns.Count - 1))}\" class=\"rule\" opacity=\".5\"/>\n");
                var named = false;
                foreach (var panel in panels.Where(panel => device < panel.Timeline.Devices.Count))
                {
                    if (!named) Text(left - 10, y + 14, Devices.Name(devices, device), "ink", " text-anchor=\"end\"");
                    named = true;
                    if (panels.Count > 1) Text(left, y + 14, panel.Title, "dim", "");
                    for (var column = 0; column < columns.Count; column++)
                        Text(Right(column), y + 14, columns[column].Cell(panel, device, unit) ?? "", "ink", " text-anchor=\"end\"");
                    y += Line;
                }
            }
            return y;
        }

        private void Bar(string marks, string description, double start, double end, double y, string[] labels)
        {
            var (x, width) = (left + start * scale, (end - start) * scale);
            var cost = $"{description}: {Quantity.Time(end - start, unit)} (from {Quantity.Time(start, unit)})";
            _ = svg.Append($"<g class=\"bar {marks}\"><title>{Xml.Text(cost)}</title><rect x=\"{N(x + .3)}\" y=\"{N(y)}\" ")
                .Append($"width=\"{N(Math.Max(.3, width - .6))}\" height=\"{N(RowHeight)}\" rx=\"{N(Math.Min(2, width / 4))}\"/>");
            // The whole label where it fits, else the microbatch, which together with the colour says as much.
            if (labels.FirstOrDefault(text => text.Length * CharacterWidth + 2 <= width) is { } label)
                _ = svg.Append($"<text x=\"{N(x + width / 2)}\" y=\"{N(y + 17)}\" text-anchor=\"middle\">{label}</text>");
            _ = svg.Append("</g>\n");
        }

        private void Scale(double y)
        {
            var step = NiceStep(longest / 8);
            _ = svg.Append($"<path d=\"M{N(left)} {N(y)}H{N(right)}\" class=\"rule\"/>");
            for (var tick = 0; tick * step <= longest * (1 + 1e-9); tick++)
            {
                var x = left + tick * step * scale;
                _ = svg.Append($"<path d=\"M{N(x)} {N(y)}v4\" class=\"rule\"/>");
                Text(x, y + 16, Quantity.Time(tick * step, unit), "dim", " text-anchor=\"middle\" font-size=\"10\"");
            }
        }

        private void Text(double x, double y, string text, string colour, string more)
        {
            if (text.Length > 0) _ = svg.Append($"<text x=\"{N(x)}\" y=\"{N(y)}\" class=\"{colour}\"{more}>{Xml.Text(text)}</text>\n");
        }
    }
}
