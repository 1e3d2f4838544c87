using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.QuickInfo;
using StageGen.Ide.Tests.Support;

namespace StageGen.Ide.Tests;

/// <summary>What a person reads with the mouse on a name.</summary>
public sealed class HoverTests
{
    [Fact]
    public async Task AGeneratedPipelineTellsItsStagesAndDrawsItsSchedule()
    {
        string text = await Hover(("Perceptron.cs", Models.Perceptron), ("Training.cs", Models.Training("PerceptronPipe$$line other = pipeline;")));
        Assert.Contains("class PerceptronPipeline", text, StringComparison.Ordinal);
        Assert.Contains("hidden", text, StringComparison.Ordinal);
        Assert.Contains("output", text, StringComparison.Ordinal);
        Assert.Contains("F0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGeneratedMethodHasTheUsersParameters()
    {
        string text = await Hover(("Perceptron.cs", Models.Perceptron), ("Training.cs", Models.Training("pipeline.Train$$Step(inputs, targets, functional.mse_loss);")));
        Assert.Contains("StepResult PerceptronPipeline.TrainStep(Tensor input, Tensor targets", text, StringComparison.Ordinal);
        Assert.Contains("microbatch", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task ToPipelineSaysWhatItDoesAndThrows()
    {
        string text = await Hover(("Perceptron.cs", Models.Perceptron), ("Training.cs", Models.Training("_ = model.ToPipe$$line();")));
        Assert.Contains("PerceptronPipeline Perceptron.ToPipeline(", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Pipe$$line", "class StageGen.PipelineAttribute")]
    [InlineData("[Stage$$(0)] private", "class StageGen.StageAttribute")]
    [InlineData("Pipeline(Micro$$batches = 4", "int PipelineAttribute.Microbatches")]
    [InlineData("PipelineSchedule.OneForward$$OneBackward", "PipelineSchedule.OneForwardOneBackward")]
    public async Task AttributesExplainThemselves(string caret, string signature)
    {
        string plain = caret.Replace("$$", "", StringComparison.Ordinal);
        string source = caret.StartsWith("Pipeline(", StringComparison.Ordinal)
            ? Models.Perceptron.Replace("Pipeline(Schedule = PipelineSchedule.OneForwardOneBackward, Microbatches = 4", caret, StringComparison.Ordinal)
            : Models.Perceptron.Replace(plain, caret, StringComparison.Ordinal);
        string text = await Hover(("Perceptron.cs", source));
        Assert.Contains(signature, text, StringComparison.Ordinal);
        Assert.True(text.Split('\n').Skip(1).Any(line => line.Trim().Length > 20), "It has documentation: " + text);
    }

    private static async Task<string> Hover(params (string, string)[] files)
    {
        using OpenSolution solution = OpenSolution.Of(files);
        QuickInfoItem? item = await QuickInfoService.GetService(solution.Document)!.GetQuickInfoAsync(solution.Document, solution.Position);
        Assert.NotNull(item);
        return string.Join("\n", item.Sections.Select(section => section.Text));
    }
}
