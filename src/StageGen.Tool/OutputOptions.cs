using System.CommandLine;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>The files a simulation can be written to.</summary>
internal sealed class OutputOptions
{
    private readonly Option<FileInfo?> csv = new("--csv")
    {
        Description = "Write the plan: one row a device, one cell an action, an empty cell where it is idle."
    };
    private readonly Option<FileInfo?> svg = new("--svg") { Description = "Write the picture as SVG." };
    private readonly Option<FileInfo?> html = new("--html") { Description = "Write a page to zoom and hover in; it needs nothing else." };
    private readonly Option<FileInfo?> trace = new("--trace")
    {
        Description = "Write a trace for chrome://tracing or ui.perfetto.dev; a unit of time becomes a millisecond."
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[csv, svg, html, trace]) command.Options.Add(option);
    }

    /// <summary>Writes what was asked for.</summary>
    /// <returns>The names of the files.</returns>
    public IReadOnlyList<string> Write(ParseResult parsed, SimulationResult result)
    {
        var name = result.Schedule.Name;
        var title = $"{name}, {result.Schedule.Devices} devices, {result.Schedule.Microbatches} microbatches";
        var written = new List<string>();
        To(csv, () => ScheduleCsv.Write(result.Schedule));
        To(svg, () => TimelineSvg.Render([ReportPanel.Of(result, "predicted")], heading: title));
        To(html, () => TimelineHtml.Render(title, [ReportPanel.Of(result, "predicted")]));
        To(trace, () => ChromeTrace.Render([(name, result.Timeline)], microsecondsPerUnit: 1000));
        return written;

        void To(Option<FileInfo?> option, Func<string> content)
        {
            if (parsed.GetValue(option) is not { } file) return;
            AtomicFile.Write(file.ToString(), content());
            written.Add(file.ToString());
        }
    }
}
