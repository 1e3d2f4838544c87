using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Generators.Tests.Models;
using StageGen.Generators.Tests.Support;
using StageGen.Modeling;

namespace StageGen.Generators.Tests;

/// <summary>What an edit runs again. (That an edit in another file runs nothing is asserted by every run of the generator.)</summary>
public sealed class CachingTests
{
    [Fact]
    public void LinesMovedAboveTheClassWriteNothing() =>
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonAfter(text => "// One more line.\n\n" + text));

    [Fact]
    public void AnotherMemberWritesNothing() =>
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonAfter(
            text => text.Replace("public Gpt(", "private readonly int other = 3;\n\n    public Gpt(", StringComparison.Ordinal)));

    [Fact]
    public void LinesMovedInTheClassWriteNothing() =>
        Assert.Equal(IncrementalStepRunReason.Unchanged,
            ReasonAfter(text => text.Replace("[Stage(0)]      private readonly Embedding positions;",
                "[Stage(0)]      private readonly Embedding positions;\n", StringComparison.Ordinal)));

    [Fact]
    public void AStatementOfForwardWritesTheFileAgain() =>
        Assert.Equal(IncrementalStepRunReason.Modified,
            ReasonAfter(text => text.Replace("head.call(norm.call(x))", "head.call(norm.call(x)) * 2", StringComparison.Ordinal)));

    [Fact]
    public void AnotherSizeOfAModuleWritesTheFileAgain() =>
        Assert.Equal(IncrementalStepRunReason.Modified,
            ReasonAfter(text => text.Replace("int vocabulary = 96", "int vocabulary = 960", StringComparison.Ordinal)));

    [Fact]
    public void AnalyzersReadNoModelAgain()
    {
        string other = TestModels.Gpt.Replace("Gpt", "Other", StringComparison.Ordinal);
        other = other[other.IndexOf("[Pipeline", StringComparison.Ordinal)..];
        // A name of its own: what an assembly declares is remembered by name, and other tests run beside this.
        var compilation = Compiler.Compile(TestModels.Gpt, other).WithAssemblyName(nameof(AnalyzersReadNoModelAgain));
        GeneratorDriver driver = GeneratorRun.NewDriver();
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var whole, out _);
        Assert.Equal([true, true], ReadBy(driver).Zip([ReadIn(whole, 0), ReadIn(whole, 1)], ReferenceEquals));

        // Generated code of the other has changed as well, which is none of the first one's business.
        var edited = Compiler.Edit(compilation, "Model1.cs",
            text => text.Replace("norm.call(x)", "norm.call(x * 2)", StringComparison.Ordinal));
        var before = ReadIn(whole, 0);
        driver = driver.RunGeneratorsAndUpdateCompilation(edited, out whole, out _);
        Assert.Equal([true, true], ReadBy(driver).Zip([ReadIn(whole, 0), ReadIn(whole, 1)], ReferenceEquals));
        Assert.Same(before, ReadIn(whole, 0));
    }

    private static IEnumerable<object?> ReadBy(GeneratorDriver driver) =>
        driver.GetRunResult().Results.Single().TrackedSteps[PipelineGenerator.ReadStep].SelectMany(step => step.Outputs)
            .Select(output => output.Value);

    /// <summary>The reading of a file's model by the analyzers.</summary>
    private static object ReadIn(Compilation whole, int model)
    {
        var tree = whole.SyntaxTrees.ElementAt(model);
        var declaration = tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().First(node => node.AttributeLists.Count > 0);
        return ReadingMemo.Read(whole.GetSemanticModel(tree).GetDeclaredSymbol(declaration)!, declaration, whole, CancellationToken.None);
    }

    [Fact]
    public void AnotherModelIsLeftAlone()
    {
        var compilation = Compiler.Compile(TestModels.Gpt, TestModels.CharGpt.Replace(TestModels.Block, "", StringComparison.Ordinal)
            .Replace("Block>", "Samples.Block>", StringComparison.Ordinal)
            .Replace("new Block", "new Samples.Block", StringComparison.Ordinal));
        var driver = GeneratorRun.NewDriver().RunGenerators(compilation);
        var edited = Compiler.Edit(compilation, "Model0.cs",
            text => text.Replace("norm.call(x)", "norm.call(x * 2)", StringComparison.Ordinal));
        var outputs = driver.RunGenerators(edited).GetRunResult().Results.Single().TrackedOutputSteps.Values.Single();
        Assert.Equal(
            [IncrementalStepRunReason.Modified, .. Enumerable.Repeat(IncrementalStepRunReason.Cached, 3)],
            outputs.SelectMany(output => output.Outputs).Select(output => output.Reason)
                .OrderByDescending(reason => reason.ToString(), StringComparer.Ordinal));
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
