using System.Text;
using StageGen.Scheduling;
using static StageGen.Tool.Picture;

namespace StageGen.Tool;

/// <summary>Plans as one HTML page that loads nothing from anywhere.</summary>
internal static class PlanPage
{
    private const double Panel = 960;

    private const string Css = """
        :root { color-scheme: light dark; --ink: #1d242c; --dim: #5b6671; --paper: #fff; --rule: #d9dee3; --hover: #f4f6f8 }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --dim: #9aa5b0; --paper: #14181d; --rule: #333c46; --hover: #1d232a } }
        body { font: 14px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 24px auto; padding: 0 24px; max-width: 1800px }
        h1 { font-size: 20px; margin: 0 0 4px } h2 { font-size: 15px; margin: 24px 0 6px }
        section + section { margin-top: 48px; padding-top: 24px; border-top: 1px solid var(--rule) }
        p { margin: 4px 0; max-width: 900px } .said { color: var(--dim) } code { font-size: 13px }
        pre { background: var(--hover); padding: 8px 12px; border-radius: 6px; overflow-x: auto; margin: 8px 0 }
        .columns { display: grid; grid-template-columns: minmax(0, max-content) minmax(0, 1fr); gap: 0 48px; align-items: start }
        .wide { display: block } @media (max-width: 1100px) { .columns { display: block } }
        .graph, .scroll { overflow-x: auto } .graph svg { display: block } .scroll > svg { display: block; max-width: 100%; height: auto }
        .node:hover rect { stroke: var(--ink); stroke-width: 1.5 }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums }
        th, td { padding: 4px 10px; text-align: right; white-space: nowrap } th { font-weight: 600 }
        tbody td { border-top: 1px solid var(--rule) } tbody tr:hover { background: var(--hover) }
        th.word, td.word { text-align: left } th:first-child, td:first-child { padding-left: 0 } td:last-child.word { white-space: normal; min-width: 140px }
        .swatch { display: inline-block; vertical-align: -2px; margin-right: 6px }

        """;

    public static string Render(IReadOnlyList<PlannedModel> models)
    {
        string title = models.Count == 1
            ? models[0].Type.ToDisplayString()
            : "Plans of " + string.Join(", ", models.Select(model => model.Type.Name));
        var html = new StringBuilder(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Append($"<title>{Escape(title)}</title>\n<style>{Css}{StageColours.Css}</style>\n</head>\n<body>\n");
        foreach (var model in models) Model(html, model);
        return html.Append("</body>\n</html>\n").ToString();
    }

    private static void Model(StringBuilder html, PlannedModel model)
    {
        var (summary, graph) = (model.Summary, PlanGraph.Of(model));
        var picture = GraphPicture.Draw(graph);
        _ = html.Append(
            $"<section>\n<h1>{Escape(model.Type.ToDisplayString())}</h1>\n<p class=\"said\">{Escape(PlanRows.Subtitle(model))}. From <code>{Escape(model.File)}</code>.</p>\n");
        _ = html.Append(
            $"<div class=\"columns{(picture.Width > Panel ? " wide" : "")}\">\n<div>\n<h2>Data flow</h2>\n<div class=\"graph\">{picture.ToSvg()}</div>\n</div>\n<div>\n<h2>Stages</h2>\n");
        Table(html, PlanRows.Stages(summary), row => row < summary.Stages.Count ? summary.Stages[row].Index : null);
        if (summary.Devices.Count > 0)
        {
            _ = html.Append("<h2>Devices</h2>\n");
            Table(html, PlanRows.Devices(summary));
            _ = html.Append("<h2>Memory at the peak</h2>\n<div class=\"scroll\">")
                .Append(MemoryPicture.Draw([.. summary.Devices], Panel - 100).ToSvg()).Append("</div>\n");
            Verdict(html, model);
        }
        if (PlanStep.Of(model) is { } step)
            _ = html.Append("<div class=\"scroll\">").Append(TimelineSvg.Render([step.Panel], step.Devices, step.Unit, Panel))
                .Append("</div>\n");
        if (summary.Unknown.Count > 0)
            _ = html.Append("<h2>Not known</h2>\n<ul>")
                .Append(string.Concat(summary.Unknown.Select(unknown => $"<li>{Escape($"{unknown.What} {unknown.Remedy}")}</li>\n")))
                .Append("</ul>\n");
        _ = html.Append($"</div>\n</div>\n<p class=\"said\">{Escape(PlanWords.Graph(graph))}</p>\n</section>\n");
    }

    private static void Verdict(StringBuilder html, PlannedModel model)
    {
        _ = html.Append("<h2>Balance</h2>\n");
        foreach (string line in PlanRows.VerdictParagraphs(model)) _ = html.Append($"<p>{Escape(line)}</p>\n");
        if (PlanRows.BetterAttributes(model) is { Count: > 0 } attributes)
            _ = html.Append($"<pre>{Escape(string.Join('\n', attributes))}</pre>\n");
    }

    private static void Table(StringBuilder html, PlanRows table, Func<int, int?>? stageOf = null)
    {
        _ = html.Append("<div class=\"scroll\"><table>\n<thead><tr>")
            .Append(string.Concat(table.Headings.Select((heading, column) => $"<th{Class(column)}>{Escape(heading)}</th>")))
            .Append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < table.Rows.Count; row++)
        {
            string swatch = stageOf?.Invoke(row) is not { } stage ? ""
                : $"<svg class=\"swatch\" width=\"14\" height=\"14\"><rect width=\"14\" height=\"14\" rx=\"3\" class=\"{StageColours.ClassOf(stage)}\"/></svg>";
            var cells = table.Rows[row].Select((cell, column) => $"<td{Class(column)}>{(column == 0 ? swatch : "")}{Escape(cell)}</td>");
            _ = html.Append("<tr>").Append(string.Concat(cells)).Append("</tr>\n");
        }
        _ = html.Append("</tbody>\n</table></div>\n");

        string Class(int column) => table.Left.Contains(column) ? " class=\"word\"" : "";
    }
}
