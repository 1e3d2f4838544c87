using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StageGen.Generators;
using StageGen.Generators.Tests.Support;
using StageGen.Modeling.Costs;

namespace StageGen.Corpus.Tests;

/// <summary>
/// The mistakes people make with pipelines, and legal things that look like one: each is met with what its file says,
/// and docs/mistakes.md is written from what was really said: STAGEGEN_UPDATE=1 writes it, and without that a test compares.
/// </summary>
public sealed class MistakeTests
{
    private const string Works = "works";

    public static TheoryData<string> Names() => [.. Mistake.All.Select(mistake => mistake.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task IsMet(string name)
    {
        var mistake = Mistake.All.Single(one => one.Name == name);
        var said = await Said(mistake);
        Assert.True(said.Exists(one => one.Id == mistake.Met),
            $"{mistake.Title}: {mistake.Met} was not said, but:\n" + string.Join("\n", said));
        // What the compiler refuses never runs, and what only the run can know is one exception that names the model.
        if (said.Find(one => one.Span is null && one.Id != Works) is { } thrown)
            Assert.Contains("Net", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePageShowsThem()
    {
        var text = new StringBuilder("""
            # Mistakes, and what they are met with

            What the compiler can know it says while one types, on the span; what only the run knows is one exception that names the thing; what is
            legal just works, with the unsplit model's loss and gradients. This page is written by the tests, from what was really said.

            """);
        foreach (var mistake in Mistake.All)
        {
            text.Append($"\n## {mistake.Title}\n\n```csharp\n{mistake.Model}```\n");
            if (mistake.Run is { } run && mistake.Met != Works) text.Append($"\n```csharp\n{run}\n```\n");
            foreach (var one in await Said(mistake)) text.Append('\n').Append(one).Append('\n');
            if (mistake.Note is { } note) text.Append('\n').Append(note).Append('\n');
        }
        string path = Path.Combine(Repository.Root, "docs", "mistakes.md"), page = text.ToString().ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("STAGEGEN_UPDATE") == "1") await File.WriteAllTextAsync(path, page);
        Assert.True(File.Exists(path) && (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n") == page,
            "docs/mistakes.md is not up to date. Run the tests with STAGEGEN_UPDATE=1 and look at what changed:\n" + page);
    }

    private static async Task<List<Answer>> Said(Mistake mistake)
    {
        var compilation = Compiler.Compile(mistake.Source);
        // That costs are unknown is no word on a mistake.
        var said = (await AnalyzerRun.All(compilation)).Where(diagnostic => diagnostic.Id != CostRules.UnknownCost)
            .Select(Answer.Of).ToList();
        _ = CSharpGeneratorDriver.Create([new PipelineGenerator().AsSourceGenerator()], parseOptions: Compiler.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        said.AddRange(output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Answer.Of));
        if (mistake.Run is null || said.Exists(one => one.Severity == DiagnosticSeverity.Error)) return said;

        using var image = new MemoryStream();
        Assert.True(output.Emit(image).Success);
        try
        {
            _ = Assembly.Load(image.ToArray()).GetType("Running")!.GetMethod("Run")!.Invoke(null, null);
            said.Add(mistake.Met == Works
                ? new Answer(Works, null, null, "Just works: loss and gradients are the unsplit model's.")
                : new Answer("nothing", null, null, "Nothing is said."));
        }
        catch (TargetInvocationException e)
        {
            said.Add(new Answer(e.InnerException!.GetType().Name, null, null, e.InnerException.Message.Split('\n')[0].TrimEnd()));
        }
        return said;
    }

    private sealed record Answer(string Id, DiagnosticSeverity? Severity, string? Span, string Message)
    {
        public static Answer Of(Diagnostic diagnostic) => new(
            diagnostic.Id, diagnostic.Severity,
            diagnostic.Location.SourceTree!.ToString()
                .Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length).Split('\n')[0],
            diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));

        public override string ToString() => Span is null
            ? Id == Works ? Message : $"When it runs, `{Id}`: {Message}"
            : $"{(Severity == DiagnosticSeverity.Error ? "Error" : Severity == DiagnosticSeverity.Warning ? "Warning" : "Information")} "
                + $"{(Id.StartsWith("SG", StringComparison.Ordinal) ? $"[{Id}](rules/{Id}.md)" : Id)} at `{Span}`: {Message}";
    }
}
