using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Support;

namespace StageGen.Analyzers.Tests;

/// <summary>
/// Each rule, on a wrong model of the generator's tests: it is reported, not of the right model, and not where it is switched off.
/// </summary>
public sealed class SuppressionTests
{
    public static TheoryData<string> Rules() => [.. new PipelineAnalyzer().SupportedDiagnostics.Select(descriptor => descriptor.Id)
        .Append(Modeling.Rules.UnclearType).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task IsReportedAndCanBeSwitchedOff(string rule)
    {
        var model = WrongModel.Names.Select(WrongModel.Read)
            .Where(model => model.Messages.Any(message => message.StartsWith(rule, StringComparison.Ordinal)))
            .OrderBy(model => model.Instead is null).First();
        string source = Marked.Parse(model.Marked).Source;
        Assert.Contains(rule, await Reported(source));
        Assert.Empty(await Reported(model.Instead ?? WrongModel.Read("NotPartial").Instead!));
        Assert.DoesNotContain(rule, await Reported($"#pragma warning disable {rule}\n{source}", usingsFirst: false));
        Assert.DoesNotContain(rule, await Reported(source, $"dotnet_diagnostic.{rule}.severity = none"));
        Assert.Contains(rule, await Reported(source, $"dotnet_diagnostic.{rule}.severity = suggestion"));
    }

    private static async Task<IReadOnlyList<string>> Reported(string source, string? setting = null, bool usingsFirst = true)
    {
        // The pragma may stand before the usual using directives as well as after them.
        var compilation = usingsFirst
            ? Compiler.Compile(source)
            : Compiler.CompileAsWritten(source.Split('\n')[0] + "\n" + Compiler.WithUsings(source[(source.IndexOf('\n') + 1)..]));
        if (setting is not null)
            compilation = compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(new EditorConfig(setting)));
        return [.. (await AnalyzerRun.Diagnostics(compilation)).Select(diagnostic => diagnostic.Id)];
    }

    /// <summary>What an <c>.editorconfig</c> with one setting says of every file.</summary>
    private sealed class EditorConfig(string setting) : SyntaxTreeOptionsProvider
    {
        private readonly AnalyzerConfigSet set = AnalyzerConfigSet.Create(new[]
        {
            AnalyzerConfig.Parse("[*.cs]\n" + setting + "\n", "/.editorconfig")
        });

        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken,
            out ReportDiagnostic severity) =>
                set.GetOptionsForSourcePath("/" + Path.GetFileName(tree.FilePath)).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken,
            out ReportDiagnostic severity)
        {
            severity = default;
            return false;
        }
    }
}
