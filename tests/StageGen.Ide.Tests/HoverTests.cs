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
        string text = await Hover(("Perceptron.cs", Models.Perceptron),
            ("Training.cs", Models.Training("PerceptronPipe$$line other = pipeline;")));
        Assert.Contains("class PerceptronPipeline", text, StringComparison.Ordinal);
        Assert.Contains("hidden", text, StringComparison.Ordinal);
        Assert.Contains("output", text, StringComparison.Ordinal);
        Assert.Contains("F0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGeneratedPipelineTellsWhatItsPlanComesTo()
    {
        string text = await Hover(("Perceptron.cs", Models.Perceptron),
            ("Training.cs", Models.Training("PerceptronPipe$$line other = pipeline;")));
        Assert.Matches(@"0\W+hidden; 544 parameters, \d+\.\d % of the time \([\d.]+ kFLOP\), keeps \d+ B, sends 128 B", text);
        Assert.Matches(@"1\W+output; 528 parameters, \d+\.\d % of the time \([\d.]+ kFLOP\), keeps \d+ B", text);
        Assert.Matches(
            @"device 0\W+[\d.]+ KB: weights 2\.13 KB, gradients 2\.13 KB, optimizer 4\.25 KB \(as Adam's\), activations \d+ B of 2 microbatches",
            text);
        Assert.Matches(@"Bubble \d+\.\d %, the slowest device \d+\.\d % over the mean; 20\.0 % where stages cost the same", text);
        Assert.Contains("Times and bytes are estimates, for a microbatch of batch 1.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEditOfASizeChangesWhatThePlanComesTo()
    {
        string wider = Models.Perceptron.Replace("Linear(16, 32)", "Linear(16, 64)", StringComparison.Ordinal)
            .Replace("Linear(32, 16)", "Linear(64, 16)", StringComparison.Ordinal);
        string text = await Hover(("Perceptron.cs", wider), ("Training.cs", Models.Training("PerceptronPipe$$line other = pipeline;")));
        Assert.Contains("hidden; 1.09 k parameters", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGeneratedMethodHasTheUsersParameters()
    {
        string text = await Hover(("Perceptron.cs", Models.Perceptron),
            ("Training.cs", Models.Training("pipeline.Train$$Step(inputs, targets, functional.mse_loss);")));
        Assert.Contains("StepResult PerceptronPipeline.TrainStep(Tensor input, Tensor targets", text, StringComparison.Ordinal);
        Assert.Contains("microbatch", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task ToPipelineSaysWhatItDoesAndThrows()
    {
        string text = await Hover(("Perceptron.cs", Models.Perceptron), ("Training.cs", Models.Training("_ = model.ToPipe$$line();")));
        Assert.Contains("PerceptronPipeline Perceptron.ToPipeline(", text, StringComparison.Ordinal);
        Assert.Matches(
            @"The plan: 1F1B over 4 microbatches on 2 devices; shares of the time as estimated: device 0 \d+\.\d %, device 1 \d+\.\d %; bubble \d+\.\d %\.",
            text);
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
            ? Models.Perceptron.Replace("Pipeline(Schedule = PipelineSchedule.OneForwardOneBackward, Microbatches = 4", caret,
                StringComparison.Ordinal)
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
