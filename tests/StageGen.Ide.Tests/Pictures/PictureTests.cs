using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using StageGen.CodeFixes;
using StageGen.Ide.Tests.Support;

namespace StageGen.Ide.Tests.Pictures;

/// <summary>The README's picture of a diagnostic is what the analyzers say today; STAGEGEN_UPDATE=1 draws it again.</summary>
public sealed class PictureTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public async Task TheLopsidedModelIsDrawnWithWhatItIsTold()
    {
        (string, string)[] beside = [.. new[] { "Block", "CausalSelfAttention", "Initialised" }
            .Select(name => (name + ".cs", Read("samples", "CharGpt", "Model", name + ".cs")))];
        using OpenSolution solution = OpenSolution.Of(
            [("LopsidedGpt.cs", Read("benchmarks", "StageGen.Benchmarks", "Rebalancing", "LopsidedGpt.cs")), .. beside]);
        Diagnostic diagnostic = Assert.Single(await OpenSolution.Rules(solution.Document),
            diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.Equal("SG1002", diagnostic.Id);

        var actions = new List<CodeAction>();
        await new RebalanceFix()
            .RegisterCodeFixesAsync(new CodeFixContext(solution.Document, diagnostic, (action, _) => actions.Add(action),
                CancellationToken.None));
        // From the diagnostic to the last of the fields.
        int first = diagnostic.Location.GetLineSpan().StartLinePosition.Line;
        int last = (await solution.Document.GetTextAsync()).Lines
            .Last(line => line.ToString().Contains("[Stage(", StringComparison.Ordinal)).LineNumber;
        string drawn = await EditorPicture.Draw(solution.Document, diagnostic, actions[0].Title, (first, last));

        string path = Path.Combine(Root, "docs", "images", "diagnostic.svg");
        if (Environment.GetEnvironmentVariable("STAGEGEN_UPDATE") == "1") await File.WriteAllTextAsync(path, drawn);
        Assert.Equal((await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n"), drawn);
        _ = System.Xml.Linq.XDocument.Parse(drawn);
    }

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StageGen.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests run inside the repository.");
    }
}
