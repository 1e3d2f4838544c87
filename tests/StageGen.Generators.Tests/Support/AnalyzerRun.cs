using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using StageGen.Analyzers;

namespace StageGen.Generators.Tests.Support;

/// <summary>Runs the analyzers over a source as the compiler does: after the generator, on what it left.</summary>
internal static class AnalyzerRun
{
    /// <summary>
    /// Checks that exactly the marked diagnostics come, at exactly the marked places, and that an error stops generation.
    /// </summary>
    public static async Task<IReadOnlyList<Diagnostic>> Check(string text)
    {
        var marked = Marked.Parse(Compiler.WithUsings(text));
        var diagnostics = await Diagnostics(Compiler.CompileAsWritten(marked.Source));
        var compilation = Compiler.CompileAsWritten(marked.Source);
        string Show(string rule, TextSpan span) => $"{rule} at '{marked.Source.Substring(span.Start, span.Length)}'";
        Assert.Equal(
            marked.Places.Select(place => Show(place.Rule, place.Span)).Order(StringComparer.Ordinal),
            diagnostics.Select(diagnostic => Show(diagnostic.Id, diagnostic.Location.SourceSpan)).Order(StringComparer.Ordinal));
        Assert.All(diagnostics, diagnostic => Assert.Equal(LocationKind.SourceFile, diagnostic.Location.Kind));

        bool stops = diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "SG0025");
        var generated = GeneratorRun.NewDriver().RunGenerators(compilation).GetRunResult();
        Assert.Null(generated.Results.Single().Exception);
        Assert.Equal(stops, generated.GeneratedTrees.IsEmpty);
        return diagnostics;
    }

    public static async Task<IReadOnlyList<Diagnostic>> Diagnostics(CSharpCompilation compilation)
    {
        GeneratorRun.NewDriver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        ImmutableArray<DiagnosticAnalyzer> analyzers = [new PipelineAnalyzer(), new CrossingTypeAnalyzer()];
        var all = await output.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync();
        return all.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ToList();
    }

    /// <summary>
    /// What every analyzer says of sources with the usual using directives, under these lines of an <c>.editorconfig</c>.
    /// </summary>
    public static async Task<IReadOnlyList<Diagnostic>> All(string source, params string[] settings) =>
        await All(Compiler.Compile(source), settings);

    /// <summary>The same with a profile among the additional files.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> All(string source, string? profile, params string[] settings) =>
        await All(Compiler.Compile(source), profile is null ? [] : [new ProfileText("Net.stageprofile.json", profile)], settings);

    public static async Task<IReadOnlyList<Diagnostic>> All(CSharpCompilation compilation, params string[] settings) =>
        await All(compilation, [], settings);

    private static async Task<IReadOnlyList<Diagnostic>> All(CSharpCompilation compilation, ImmutableArray<AdditionalText> files,
        string[] settings)
    {
        var config = new EditorConfig(settings);
        compilation = compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(config.Severities));
        GeneratorRun.NewDriver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        var all = await output.WithAnalyzers([.. EveryAnalyzer.All], new AnalyzerOptions(files, config)).GetAnalyzerDiagnosticsAsync();
        return [.. all.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }
}
