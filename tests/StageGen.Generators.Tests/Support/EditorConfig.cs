using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StageGen.Generators.Tests.Support;

/// <summary>What an <c>.editorconfig</c> says of every file.</summary>
internal sealed class EditorConfig(params string[] lines) : AnalyzerConfigOptionsProvider
{
    private readonly AnalyzerConfigSet set = AnalyzerConfigSet.Create(new[]
    {
        AnalyzerConfig.Parse("[*.cs]\n" + string.Join('\n', lines) + "\n", "/.editorconfig")
    });

    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(ImmutableDictionary<string, string>.Empty);

    /// <summary>The severities, for a compilation's options.</summary>
    public SyntaxTreeOptionsProvider Severities => new Severity(set);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(Of(tree).AnalyzerOptions);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    private AnalyzerConfigOptionsResult Of(SyntaxTree tree) => Of(set, tree);

    private static AnalyzerConfigOptionsResult Of(AnalyzerConfigSet set, SyntaxTree tree) =>
        set.GetOptionsForSourcePath("/" + Path.GetFileName(tree.FilePath));

    private sealed class Options(ImmutableDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }

    private sealed class Severity(AnalyzerConfigSet set) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken,
            out ReportDiagnostic severity) =>
                Of(set, tree).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken,
            out ReportDiagnostic severity)
        {
            // A .globalconfig with the same lines: what counts for files that are no C#.
            return set.GetOptionsForSourcePath("/Net.cs").TreeOptions.TryGetValue(diagnosticId, out severity);
        }
    }
}
