using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Models;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>What an edit runs again. (That an edit in another file runs nothing is asserted by every run of the generator.)</summary>
public sealed class CachingTests
{
    [Fact]
    public void LinesMovedAboveTheClassWriteNothing() =>
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonAfter(text => "// One more line.\n\n" + text));

    [Fact]
    public void AnotherMemberWritesNothing() =>
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonAfter(text => text.Replace("public Gpt(", "private readonly int other = 3;\n\n    public Gpt(", StringComparison.Ordinal)));

    [Fact]
    public void LinesMovedInTheClassWriteNothing() =>
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonAfter(text => text.Replace("[Stage(0)]      private readonly Embedding positions;", "[Stage(0)]      private readonly Embedding positions;\n", StringComparison.Ordinal)));

    [Fact]
    public void AStatementOfForwardWritesTheFileAgain() =>
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonAfter(text => text.Replace("head.call(norm.call(x))", "head.call(norm.call(x)) * 2", StringComparison.Ordinal)));

    [Fact]
    public void AnotherModelIsLeftAlone()
    {
        var compilation = Compiler.Compile(TestModels.Gpt, TestModels.CharGpt.Replace(TestModels.Block, "", StringComparison.Ordinal).Replace("Block>", "Samples.Block>", StringComparison.Ordinal).Replace("new Block", "new Samples.Block", StringComparison.Ordinal));
        var driver = GeneratorRun.NewDriver().RunGenerators(compilation);
        var edited = Compiler.Edit(compilation, "Model0.cs", text => text.Replace("norm.call(x)", "norm.call(x * 2)", StringComparison.Ordinal));
        var outputs = driver.RunGenerators(edited).GetRunResult().Results.Single().TrackedOutputSteps.Values.Single();
        Assert.Equal(
            [IncrementalStepRunReason.Modified, .. Enumerable.Repeat(IncrementalStepRunReason.Cached, 3)],
            outputs.SelectMany(output => output.Outputs).Select(output => output.Reason).OrderByDescending(reason => reason.ToString(), StringComparer.Ordinal));
    }

    private static IncrementalStepRunReason ReasonAfter(Func<string, string> edit)
    {
        var compilation = Compiler.Compile(TestModels.Gpt);
        var driver = GeneratorRun.NewDriver().RunGenerators(compilation);
        var edited = Compiler.Edit(compilation, "Model0.cs", edit);
        Assert.NotEqual(compilation.SyntaxTrees[0].ToString(), edited.SyntaxTrees[0].ToString());
        var result = driver.RunGenerators(edited).GetRunResult().Results.Single();
        return Assert.Single(result.TrackedSteps[PipelineGenerator.PlanStep].SelectMany(step => step.Outputs)).Reason;
    }
}
