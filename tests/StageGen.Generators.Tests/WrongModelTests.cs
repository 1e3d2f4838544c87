using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>
/// Models that cannot be cut, or are wrong, as people write them: everything that is wrong is said at once, on the very place, with the
/// reason and the way out; and the way out is one.
/// </summary>
public sealed class WrongModelTests
{
    public static TheoryData<string> Names() => [.. WrongModel.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task IsToldWhatIsWrongAndWhere(string name)
    {
        var model = WrongModel.Read(name);
        if (Environment.GetEnvironmentVariable("STAGEGEN_UPDATE") == "1")
        {
            model.Rewrite(await Said(Marked.Parse(model.Marked).Source));
            model = WrongModel.Read(name);
        }

        var diagnostics = await AnalyzerRun.Check(model.Marked);
        Assert.NotEmpty(diagnostics);
        Assert.Equal(model.Messages, diagnostics.Select(WrongModel.Message));
        // Whoever does not bind bodies cannot know; the analyzer, which does, says it before the compiler.
        if (diagnostics.All(diagnostic => diagnostic.Id != "SG0025")) AssertCompiles(Marked.Parse(model.Marked).Source, canBeNone: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task IsRightWrittenInstead(string name)
    {
        if (WrongModel.Read(name).Instead is not { } instead) return;
        Assert.Empty((await Said(instead)).Select(WrongModel.Message));
        AssertCompiles(instead, canBeNone: false);
    }

    private static Task<IReadOnlyList<Diagnostic>> Said(string source) => AnalyzerRun.Diagnostics(Compiler.Compile(source));

    /// <summary>The generator adds no error to those that the source has by itself, whatever it is.</summary>
    private static void AssertCompiles(string source, bool canBeNone)
    {
        var compilation = Compiler.Compile(source);
        var result = GeneratorRun.NewDriver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out _).GetRunResult();
        Assert.True(canBeNone || GeneratorRun.Pipelines(result).Count == 1);
        var own = compilation.GetDiagnostics().Where(IsError).Select(error => error.ToString()).ToHashSet();
        Assert.True(canBeNone || own.Count == 0, string.Join("\n", own));
        var added = output.GetDiagnostics().Where(error => IsError(error) && !own.Contains(error.ToString())).ToList();
        Assert.True(added.Count == 0, string.Join("\n", added) + "\n\n" + string.Join("\n", result.GeneratedTrees));
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;
}
