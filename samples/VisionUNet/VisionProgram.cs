using Samples.Data;
using Samples.Display;

namespace Samples.Vision;

/// <summary>What the program does: reads the images, trains the model as a pipeline, shows what came of it.</summary>
public static class VisionProgram
{
    /// <summary>The name of the picture of a step, written to the current directory.</summary>
    public const string TimelineFile = "vision-timeline.svg";

    /// <exception cref="UserException">Something the user can put right.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the program.</exception>
    public static void Run(VisionOptions options, TextWriter output, CancellationToken cancellation)
    {
        var terminal = Terminal.On(output);
        var data = FashionMnist.Load(options.Data);
        terminal.WriteLine($"Images: {data.Training.Count:N0} to train on, {data.Test.Count:N0} to test with, from {data.Directory}.");
        var outcome = options.Task == "resnet"
            ? Classification.ExperimentOn(data, options).Run(terminal, _ => { }, cancellation)
            : Segmentation.ExperimentOn(data, options).Run(terminal, _ => { }, cancellation);
        Report.WriteTimelines(terminal, outcome, TimelineFile);
        Report.WriteResult(terminal, outcome);
        if (options.Json) output.WriteLine(outcome.ToJson(("task", options.Task)));
    }
}
