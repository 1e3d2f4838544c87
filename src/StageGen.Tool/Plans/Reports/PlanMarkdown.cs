using System.Globalization;
using System.Text;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>
/// Plans as Markdown: the data flow as a Mermaid chart, which GitHub and others draw, the tables, and the schedule as text.
/// </summary>
internal static class PlanMarkdown
{
    // More cells than this do not fit beside each other.
    private const int MostCells = 40;

    public static string Render(IReadOnlyList<PlannedModel> models)
    {
        var text = new StringBuilder();
        foreach (var model in models)
        {
            if (text.Length > 0) _ = text.Append('\n');
            Model(text, model);
        }
        return text.ToString();
    }

    private static void Model(StringBuilder text, PlannedModel model)
    {
        var summary = model.Summary;
        _ = text.Append(
            $"# {Escape(model.Type.ToDisplayString())}\n\n{Escape(PlanRows.Subtitle(model))}. From `{model.File.Replace('\\', '/')}`.\n\n");
        if (PlanRows.VerdictParagraphs(model) is { Count: > 0 } verdict) _ = text.Append(Escape(string.Join(' ', verdict))).Append("\n\n");
        if (PlanRows.BetterAttributes(model) is { Count: > 0 } attributes)
            _ = text.Append($"```csharp\n{string.Join('\n', attributes)}\n```\n\n");
        _ = text.Append("## Stages\n\n");
        Table(text, PlanRows.Stages(summary));
        if (summary.Devices.Count > 0)
        {
            _ = text.Append("\n## Devices\n\n");
            Table(text, PlanRows.Devices(summary));
        }
        _ = text.Append("\n## Data flow\n\n").Append(PlanWords.Graph(PlanGraph.Of(model))).Append("\n\n");
        Chart(text, PlanGraph.Of(model));
        if (PlanStep.Of(model) is { } step)
            _ = text.Append(
                $"\n## {step.Panel.Title}\n\n{PlanWords.Step(step)}\n\n```\n{Staircase.Draw(step.Schedule, step.Devices, MostCells)}\n```\n");
        if (summary.Unknown.Count == 0) return;
        _ = text.Append("\n## Not known\n\n");
        foreach (var unknown in summary.Unknown) _ = text.Append($"- {Escape($"{unknown.What} {unknown.Remedy}")}\n");
    }

    private static void Table(StringBuilder text, PlanRows table)
    {
        _ = text.Append("| ").AppendJoin(" | ", table.Headings).Append(" |\n|")
            .AppendJoin('|', table.Headings.Select((_, column) => table.Left.Contains(column) ? " --- " : " ---: ")).Append("|\n");
        foreach (var row in table.Rows) _ = text.Append("| ").AppendJoin(" | ", row.Select(Escape)).Append(" |\n");
    }

    private static void Chart(StringBuilder text, PlanGraph graph)
    {
        _ = text.Append("```mermaid\nflowchart TD\n");
        for (int index = 0; index < graph.Nodes.Count; index++)
        {
            var node = graph.Nodes[index];
            _ = node.IsInput
                ? text.Append(CultureInfo.InvariantCulture, $"  n{index}([\"{Quoted(node.Name)}\"])\n")
                : text.Append(CultureInfo.InvariantCulture,
                    $"  n{index}[\"<b>{Quoted(node.Name)}</b><br/>{Quoted(node.Type)}<br/>{Quoted(Where(node))}\"]:::{StageColours.ClassOf(node.Stage)}\n");
        }
        foreach (var edge in graph.Edges)
        {
            string arrow = edge.Crossing switch { Crossing.None => "-->", Crossing.Stage => "-.->", _ => "==>" };
            string label = edge.Label is null ? "" : $"|{Quoted(edge.Label)}|";
            _ = text.Append(CultureInfo.InvariantCulture, $"  n{edge.From} {arrow}{label} n{edge.To}\n");
        }
        foreach (int stage in graph.Nodes.Where(node => node.Stage >= 0).Select(node => node.Stage % StageColours.Fills.Count)
            .Distinct().Order())
            _ = text.Append(CultureInfo.InvariantCulture,
                $"  classDef {StageColours.ClassOf(stage)} fill:{StageColours.Fills[stage]},stroke:#7d8893,color:#16202c\n");
        _ = text.Append("```\n");
    }

    private static string Where(GraphNode node) =>
        (node.Stage < 0 ? "no stage" : $"stage {node.Stage}") + (node.Device.Length > 0 ? $" on {node.Device}" : "") + $" · {node.Share}";

    /// <summary>Text in a node of a chart, which is HTML in quotes.</summary>
    private static string Quoted(string text) =>
        text.Replace("&", "&amp;").Replace("#", "&num;").Replace("\"", "&quot;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>Text that stays as it is: no link, no cell, no emphasis.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char letter in text)
            _ = (letter is '|' or '*' or '_' or '`' or '<' or '[' or ']' or '\\' ? escaped.Append('\\') : escaped).Append(letter);
        return escaped.ToString();
    }
}
