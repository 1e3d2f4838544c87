using System.CommandLine;

namespace StageGen.Tool;

/// <summary>The files a report of plans can be written to.</summary>
internal sealed class PlanFiles
{
    private readonly List<(Option<FileInfo?> Option, Func<IReadOnlyList<PlannedModel>, string> Render)> files =
    [
        (new("--markdown") { Description = "Write a report as Markdown, the data flow as a Mermaid chart." }, PlanMarkdown.Render),
        (new("--html") { Description = "Write a report as a page; it needs nothing else." }, PlanPage.Render),
        (new("--svg") { Description = "Write a report as a picture." }, PlanSvg.Render),
    ];

    public void AddTo(Command command)
    {
        foreach (var (option, _) in files) command.Options.Add(option);
    }

    /// <summary>Finds out what is wrong with the files before anything takes long.</summary>
    public void Check(ParseResult parsed)
    {
        var asked = files.Where(file => parsed.GetValue(file.Option) is not null).ToList();
        foreach (var same in asked.GroupBy(file => parsed.GetValue(file.Option)!.FullName).Where(same => same.Count() > 1))
            throw new UserException(
                $"{string.Join(" and ", same.Select(file => file.Option.Name))} are one file, '{parsed.GetValue(same.First().Option)}'. Name one each.");
        foreach (var (option, _) in asked) AtomicFile.CheckWritable(parsed.GetValue(option)!.ToString());
    }

    /// <summary>Writes what was asked for.</summary>
    /// <returns>The names of the files.</returns>
    public IReadOnlyList<string> Write(ParseResult parsed, IReadOnlyList<PlannedModel> models)
    {
        var asked = files.Where(file => parsed.GetValue(file.Option) is not null)
            .Select(file => (Name: parsed.GetValue(file.Option)!.ToString(), Text: file.Render(models))).ToList();
        foreach (var (name, text) in asked) AtomicFile.Write(name, text);
        return [.. asked.Select(file => file.Name)];
    }
}
