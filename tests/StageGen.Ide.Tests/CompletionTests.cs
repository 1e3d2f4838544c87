using Microsoft.CodeAnalysis.Completion;
using StageGen.Ide.Tests.Support;

namespace StageGen.Ide.Tests;

/// <summary>What the editor proposes while one writes.</summary>
public sealed class CompletionTests
{
    [Fact]
    public async Task InAnAttributeItsArguments()
    {
        string source = Models.Perceptron.Replace("Microbatches = 4", "$$", StringComparison.Ordinal);
        IReadOnlyList<string> proposals = await Proposals(("Perceptron.cs", source));
        Assert.Contains("Microbatches =", proposals);
        Assert.Contains("StagesPerDevice =", proposals);
    }

    [Fact]
    public async Task EverySchedule()
    {
        string source = Models.Perceptron.Replace("PipelineSchedule.OneForwardOneBackward", "PipelineSchedule.$$",
            StringComparison.Ordinal);
        IReadOnlyList<string> proposals = await Proposals(("Perceptron.cs", source));
        Assert.Empty(Enum.GetNames<PipelineSchedule>().Except(proposals));
    }

    [Fact]
    public async Task StageGensAttributesOnAField()
    {
        string source = Models.Perceptron.Replace("[Stage(1)]", "[$$]", StringComparison.Ordinal);
        IReadOnlyList<string> proposals = await Proposals(("Perceptron.cs", source));
        Assert.Empty(new[] { "Stage", "Stages" }.Except(proposals));
    }

    [Fact]
    public async Task OnAPipelineWhatItCanDo()
    {
        IReadOnlyList<string> proposals = await Proposals(("Perceptron.cs", Models.Perceptron),
            ("Training.cs", Models.Training("pipeline.$$")));
        Assert.Empty(new[] { "TrainStep", "Predict", "Evaluate", "UseOptimizer", "Profile" }.Except(proposals));
        // The parts that generated code is made of are nobody's business outside.
        Assert.DoesNotContain("ForwardStage0", proposals);
    }

    [Fact]
    public async Task OnAModelItsPipelineEvenWhileAStatementIsUnfinished()
    {
        string unfinished = Models.Perceptron.Replace("var activated = functional.relu(hidden.call(input));",
            "var activated = functional.relu(hidden.call(input)).", StringComparison.Ordinal);
        IReadOnlyList<string> proposals = await Proposals(("Perceptron.cs", unfinished), ("Training.cs", Models.Training("model.$$")));
        Assert.Contains("ToPipeline", proposals);
    }

    private static async Task<IReadOnlyList<string>> Proposals(params (string, string)[] files)
    {
        using OpenSolution solution = OpenSolution.Of(files);
        CompletionList list = await CompletionService.GetService(solution.Document)!
            .GetCompletionsAsync(solution.Document, solution.Position);
        return [.. list.ItemsList.Select(
            item => item.DisplayText + (item.DisplayTextSuffix.Length > 0 ? " " + item.DisplayTextSuffix.Trim() : ""))];
    }
}
