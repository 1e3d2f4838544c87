using System.Text;
using StageGen.Scheduling;
using static StageGen.Tool.Picture;

namespace StageGen.Tool;

/// <summary>
/// Plans as one SVG picture: the data flow, and beside it tables, memory and the schedule. It follows the reader's light or dark mode.
/// </summary>
internal static class PlanSvg
{
    private const double Margin = 20, Panel = 960, WidestGraph = 760, Line = 20;

    public static string Render(IReadOnlyList<PlannedModel> models)
    {
        var pictures = models.Select(Model).ToList();
        double width = pictures.Max(picture => picture.Width) + 2 * Margin, y = Margin;
        var body = new StringBuilder("<rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n");
        foreach (var picture in pictures)
        {
            if (y > Margin) _ = body.Append($"<path d=\"M{N(Margin)} {N(y)}H{N(width - Margin)}\" class=\"rule\"/>\n");
            _ = body.Append(picture.At(Margin, y + (y > Margin ? Margin : 0)));
            y += picture.Height + Margin + (y > Margin ? Margin : 0);
        }
        return new Picture(width, y, body.ToString()).ToSvg($"<style>{StageColours.Css}</style>\n");
    }

    private static Picture Model(PlannedModel model)
    {
        var graph = PlanGraph.Of(model);
        var (left, right) = (Titled("Data flow", GraphPicture.Draw(graph)), Numbers(model));
        bool beside = left.Width <= WidestGraph;
        var head = new StringBuilder(Text(0, 18, model.Type.ToDisplayString(), "ink", " font-size=\"20\" font-weight=\"600\""))
            .Append(Text(0, 40, $"{PlanRows.Subtitle(model)}. From {model.File}.", "dim", " font-size=\"13\""));
        const double Top = 62;
        double width = beside ? left.Width + 2 * Margin + right.Width : Math.Max(left.Width, right.Width),
            bottom = beside ? Math.Max(left.Height, right.Height) : left.Height + Margin + right.Height;
        _ = head.Append(left.At(0, Top)).Append(beside ? right.At(left.Width + 2 * Margin, Top) : right.At(0, Top + left.Height + Margin));
        var words = Stacked(Wrapped(PlanWords.Graph(graph), width, "dim"));
        return new(width, Top + bottom + Margin + words.Height, head.Append(words.At(0, Top + bottom + Margin)).ToString());
    }

    private static Picture Numbers(PlannedModel model)
    {
        var summary = model.Summary;
        List<Picture> parts =
            [Titled("Stages", Table(PlanRows.Stages(summary), row => row < summary.Stages.Count ? summary.Stages[row].Index : null))];
        if (summary.Devices.Count > 0)
        {
            parts.Add(Titled("Devices", Table(PlanRows.Devices(summary))));
            parts.Add(Titled("Memory at the peak", MemoryPicture.Draw([.. summary.Devices], Panel)));
            var verdict = PlanRows.VerdictParagraphs(model).SelectMany(line => Wrapped(line, Panel, "ink"));
            var attributes = PlanRows.BetterAttributes(model).SelectMany(line => Wrapped(line, Panel, "dim"));
            parts.Add(Titled("Balance", Stacked(verdict.Concat(attributes))));
        }
        if (PlanStep.Of(model) is { } step) parts.Add(Step(step));
        if (summary.Unknown.Count > 0)
            parts.Add(Titled("Not known",
                Stacked(summary.Unknown.SelectMany(unknown => Wrapped($"{unknown.What} {unknown.Remedy}", Panel, "ink")))));
        return Stacked(parts, Margin);
    }

    /// <summary>The timeline is a picture of its own, whose size is in its head.</summary>
    private static Picture Step(PlanStep step)
    {
        string svg = TimelineSvg.Render([step.Panel], step.Devices, step.Unit, Panel);
        int from = svg.IndexOf(" height=\"", StringComparison.Ordinal) + " height=\"".Length;
        double height = double.Parse(svg[from..svg.IndexOf('"', from)], System.Globalization.CultureInfo.InvariantCulture);
        return new(Panel, height, svg);
    }

    private static Picture Table(PlanRows table, Func<int, int?>? stageOf = null)
    {
        const double Space = 18;
        double[] widths = [.. table.Headings.Select(
            (heading, column) => Math.Max(heading.Length, table.Rows.Max(row => row[column].Length)) * Letter(12) + Space)];
        double first = stageOf is null ? 0 : 20, last = Math.Max(60, Panel - first - widths[..^1].Sum());
        var svg = new StringBuilder();
        for (int line = -1; line < table.Rows.Count; line++)
        {
            double x = first, y = (line + 1) * Line;
            if (line >= 0)
                _ = svg.Append($"<path d=\"M0 {N(y)}H{N(Math.Min(Panel, first + widths.Sum()))}\" class=\"rule\" opacity=\".5\"/>\n");
            if (line >= 0 && stageOf?.Invoke(line) is { } stage)
                _ = svg.Append(
                    $"<rect x=\"0\" y=\"{N(y + 4)}\" width=\"12\" height=\"12\" rx=\"3\" class=\"{StageColours.ClassOf(stage)}\"/>");
            for (int column = 0; column < widths.Length; column++)
            {
                bool word = table.Left.Contains(column), isLast = column == widths.Length - 1;
                string cell = line < 0 ? table.Headings[column] : table.Rows[line][column];
                _ = svg.Append(Text(word ? x : x + widths[column] - Space, y + 14, isLast && word ? Fit(cell, last, 12) : cell,
                    line < 0 ? "dim" : "ink", word ? "" : " text-anchor=\"end\""));
                x += widths[column];
            }
        }
        return new(Math.Max(Panel, first + widths[..^1].Sum() + last), (table.Rows.Count + 1) * Line, svg.ToString());
    }

    private static Picture Titled(string title, Picture picture) =>
        new(picture.Width, picture.Height + 26, Text(0, 13, title, "ink", " font-size=\"15\" font-weight=\"600\"") + picture.At(0, 26));

    private static Picture Words(string text, string colour) =>
        new(text.Length * Letter(13), Line - 2, Text(0, 13, text, colour, " font-size=\"13\""));

    private static IEnumerable<Picture> Wrapped(string text, double width, string colour)
    {
        int most = Math.Max(20, (int)(width / Letter(13)));
        while (text.Length > most)
        {
            int end = text.LastIndexOf(' ', most);
            if (end <= 0) end = most;
            yield return Words(text[..end], colour);
            text = text[end..].TrimStart();
        }
        yield return Words(text, colour);
    }

    private static Picture Stacked(IEnumerable<Picture> pictures, double between = 0)
    {
        var (body, y, width) = (new StringBuilder(), 0.0, 0.0);
        foreach (var picture in pictures)
        {
            if (y > 0) y += between;
            _ = body.Append(picture.At(0, y));
            (y, width) = (y + picture.Height, Math.Max(width, picture.Width));
        }
        return new(width, y, body.ToString());
    }
}
