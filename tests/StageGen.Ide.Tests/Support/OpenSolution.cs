using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Ide.Tests.Support;

/// <summary>A solution in an editor without a window: the services are those of every editor built on Roslyn.</summary>
internal sealed class OpenSolution : IDisposable
{
    private const string Caret = "$$";
    private readonly AdhocWorkspace workspace = new(MefHostServices.Create(
        MefHostServices.DefaultAssemblies.Add(typeof(Microsoft.CodeAnalysis.Completion.CompletionService).Assembly)
            .Add(System.Reflection.Assembly.Load("Microsoft.CodeAnalysis.CSharp.Features"))));

    private OpenSolution()
    {
    }

    /// <summary>The file that the caret is in.</summary>
    public Document Document { get; private set; } = null!;

    public int Position { get; private set; }

    /// <param name="files">Name and text of each file; the caret is where one of them says <c>$$</c>, else at the start of the
    /// first.</param>
    public static OpenSolution Of(params (string Name, string Text)[] files)
    {
        var solution = new OpenSolution();
        ProjectId project = ProjectId.CreateNewId();
        Solution current = solution.workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            project, VersionStamp.Create(), "Models", "Models", LanguageNames.CSharp, "Models.csproj",
            compilationOptions: Project.CompilationOptions, parseOptions: Project.ParseOptions,
            metadataReferences: Project.References, analyzerReferences: [new StageGenReference()]));
        DocumentId? caret = null;
        foreach (var (name, text) in files.Append(("Usings.cs", Project.ImplicitUsings)))
        {
            DocumentId id = DocumentId.CreateNewId(project);
            string plain = text.ReplaceLineEndings("\n");
            int at = plain.IndexOf(Caret, StringComparison.Ordinal);
            if (at >= 0 || caret is null) (caret, solution.Position) = (id, Math.Max(at, 0));
            current = current.AddDocument(id, name, SourceText.From(at < 0 ? plain : plain.Remove(at, Caret.Length)), filePath: name);
        }

        Assert.True(solution.workspace.TryApplyChanges(current));
        solution.Document = solution.workspace.CurrentSolution.GetDocument(caret!)!;
        return solution;
    }

    /// <summary>The file's StageGen diagnostics.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> Rules(Document document)
    {
        Compilation compilation = (await document.Project.GetCompilationAsync())!;
        var analyzers = document.Project.AnalyzerReferences.SelectMany(reference => reference.GetAnalyzers(LanguageNames.CSharp));
        var all = await Microsoft.CodeAnalysis.Diagnostics.DiagnosticAnalyzerExtensions
            .WithAnalyzers(compilation, [.. analyzers], document.Project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
        return [.. all.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath == document.FilePath)
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    /// <summary>What the compiler refuses in the project, generated files included.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> Errors(Document document)
        => [.. (await document.Project.GetCompilationAsync())!.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    public void Dispose() => workspace.Dispose();
}
