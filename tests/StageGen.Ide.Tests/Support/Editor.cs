using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using StageGen.Analyzers;

namespace StageGen.Ide.Tests.Support;

/// <summary>What came of one change of the sources.</summary>
internal sealed record Step(double GeneratorMs, double AnalyzersMs)
{
    /// <summary>What must never happen, or null: an exception, or an error in generated code.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether a pipeline was generated.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>What StageGen says about the file that changed.</summary>
    public required IReadOnlyList<Diagnostic> Rules { get; init; }

    /// <summary>What the compiler refuses of all files; asked for when read.</summary>
    public required Func<IReadOnlyList<Diagnostic>> Errors { private get; init; }

    public IReadOnlyList<Diagnostic> CompilerErrors => Errors();
}

/// <summary>Generator and analyzers as an editor keeps them going: over one compilation that changes a file at a time.</summary>
internal sealed class Editor
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = StageGenReference.AllOf<DiagnosticAnalyzer>(
        typeof(PipelineAnalyzer).Assembly);

    private CSharpCompilation compilation = CSharpCompilation.Create(
        "Samples", [Project.Parse(Project.ImplicitUsings, "Usings.cs")], Project.References, Project.CompilationOptions);

    private GeneratorDriver driver = CSharpGeneratorDriver.Create(
        new StageGenReference().GetGenerators(LanguageNames.CSharp), parseOptions: Project.ParseOptions);

    /// <summary>Gives a file a new text, and has everybody look at it.</summary>
    public async Task<Step> Type(string file, string text)
    {
        SyntaxTree? old = compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == file);
        SyntaxTree changed = old is null ? Project.Parse(text, file) : old.WithChangedText(Changed(old.GetText(), text));
        compilation = old is null ? compilation.AddSyntaxTrees(changed) : compilation.ReplaceSyntaxTree(old, changed);

        long started = Stopwatch.GetTimestamp();
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation whole,
            out ImmutableArray<Diagnostic> generatorDiagnostics);
        double generator = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        ImmutableArray<GeneratorRunResult> results = driver.GetRunResult().Results;
        GeneratedSourceResult[] sources = [.. results.SelectMany(result => result.GeneratedSources)];

        var problems = new List<string>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, analyzer, _) => problems.Add($"{analyzer}: {exception}"), concurrentAnalysis: false,
            logAnalyzerExecutionTime: true);
        CompilationWithAnalyzers analysis = whole.WithAnalyzers(Analyzers, options);
        SemanticModel model = whole.GetSemanticModel(changed);
        ImmutableArray<Diagnostic> rules = await analysis.GetAnalyzerSemanticDiagnosticsAsync(model, null, CancellationToken.None);
        double analyzers = 0;
        foreach (DiagnosticAnalyzer analyzer in Analyzers)
            analyzers += (await analysis.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None)).ExecutionTime.TotalMilliseconds;

        problems.AddRange(results.Where(result => result.Exception is not null)
            .Select(result => $"{result.Generator} threw {result.Exception}"));
        problems.AddRange(generatorDiagnostics.Select(diagnostic => diagnostic.ToString()));
        problems.AddRange(Added(whole, sources));
        return new Step(generator, analyzers)
        {
            Problem = problems.FirstOrDefault(),
            IsGenerated = sources.Length > 0,
            Rules = rules,
            Errors = () => [.. whole.GetDiagnostics().Where(IsError)],
        };
    }

    // The user's own statements stand in generated code as well, and so do their errors: the pipeline's members stay there for the
    // rest of the project while a line is being written. What the user's code does not have is an error of ours. A constructor's
    // assignments become calls, whose errors have other words: they are ours where the user's code has none.
    private static IEnumerable<string> Added(Compilation whole, IEnumerable<GeneratedSourceResult> sources)
    {
        HashSet<string>? own = null;
        foreach (GeneratedSourceResult source in sources)
        {
            foreach (Diagnostic error in whole.GetSemanticModel(source.SyntaxTree).GetDiagnostics().Where(IsError))
            {
                own ??= [.. whole.SyntaxTrees.Except(sources.Select(other => other.SyntaxTree))
                    .SelectMany(tree => whole.GetSemanticModel(tree).GetDiagnostics()).Select(Said)];
                if (!own.Contains(Said(error)) && (own.Count == 0 || !source.HintName.EndsWith(".Create.g.cs", StringComparison.Ordinal)))
                    yield return $"{error}\nin\n{source.SourceText}";
            }
        }
    }

    private static string Said(Diagnostic diagnostic) =>
        diagnostic.Id + diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    // One change from the first to the last difference, as an editor reports it, so that the rest of the tree is used again.
    private static SourceText Changed(SourceText old, string text)
    {
        string before = old.ToString();
        int start = 0, end = 0;
        int shorter = Math.Min(before.Length, text.Length);
        while (start < shorter && before[start] == text[start]) start++;
        while (end < shorter - start && before[^(end + 1)] == text[^(end + 1)]) end++;
        return old.WithChanges(new TextChange(TextSpan.FromBounds(start, before.Length - end), text[start..^end]));
    }
}
