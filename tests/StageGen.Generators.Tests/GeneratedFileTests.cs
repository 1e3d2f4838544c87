using StageGen.Generators.Tests.Models;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>Whole generated files, as a user would read them.</summary>
public sealed class GeneratedFileTests
{
    [Fact]
    public void Gpt() => Expected.Check(nameof(Gpt), GeneratorRun.Of(TestModels.Gpt).Single);

    [Fact]
    public void EightStages() => Expected.Check(nameof(EightStages), GeneratorRun.Of(TestModels.CharGpt).Single);

    [Fact]
    public void TheGeneratorsVersionIsInTheFile() => Assert.Contains(
        $"GeneratedCode(\"StageGen\", \"{typeof(PipelineGenerator).Assembly.GetName().Version!.ToString(3)}\")",
        GeneratorRun.Of(TestModels.Gpt).Single, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(SlicingCases))]
    public void Slicing(string name) => Expected.Check(name, GeneratorRun.Of(SlicingModels.All[name]).Single);

    public static TheoryData<string> SlicingCases => [.. SlicingModels.All.Keys];
}
