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

    /// <summary>The same model thrice, with one argument of one attribute changed.</summary>
    [Theory]
    [InlineData(PipelineSchedule.VHalf)]
    [InlineData(PipelineSchedule.VMin)]
    [InlineData(PipelineSchedule.Auto)]
    public void SolvedSchedules(PipelineSchedule schedule) => Expected.Check(
        $"Solved{schedule}", GeneratorRun.Of(TestModels.Solved.Replace("PipelineSchedule.VHalf", $"PipelineSchedule.{schedule}",
            StringComparison.Ordinal)).Single);

    [Fact]
    public void TheGeneratorsVersionIsInTheFile() => Assert.Contains(
        $"GeneratedCode(\"StageGen\", \"{typeof(PipelineGenerator).Assembly.GetName().Version!.ToString(3)}\")",
        GeneratorRun.Of(TestModels.Gpt).Single, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(SlicingCases))]
    public void Slicing(string name) => Expected.Check(name, GeneratorRun.Of(SlicingModels.All[name]).Single);

    public static TheoryData<string> SlicingCases => [.. SlicingModels.All.Keys];
}
