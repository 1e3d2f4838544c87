using Samples.Data;
using Samples.Display;
using Samples.Training;

namespace Samples.TwoTowers;

/// <summary>What the program does: captions the images, trains the model as a pipeline, shows what came of it.</summary>
public static class TwoTowerProgram
{
    /// <summary>The name of the picture of a step, written to the current directory.</summary>
    public const string TimelineFile = "twotower-timeline.svg";

    private const double LearningRate = 2e-3;

    /// <summary>The devices of the image tower and of the text tower's lower half, where each stage has one of its own.</summary>
    private const int ImageDevice = 0, TextDevice = 1;

    /// <exception cref="UserException">Something the user can put right.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the program.</exception>
    public static void Run(TwoTowerOptions options, TextWriter output, CancellationToken cancellation)
    {
        var terminal = Terminal.On(output);
        var data = FashionMnist.Load(options.Data);
        var attributes = ImageAttributes.From(data.Training);
        var (training, test) = (new CaptionedImages(data.Training, attributes), new CaptionedImages(data.Test, attributes));
        terminal.WriteLine(
            $"Images: {training.Count:N0} to train on, {test.Count:N0} to test with, from {data.Directory}; captions of {CaptionGrammar.Words.Count} words.");
        terminal.WriteLine($"A caption: {CaptionGrammar.Write(training.Meanings[0], new Random(options.Seed))}");

        var outcome = ExperimentOn(training, test, options).Run(terminal, _ => { }, cancellation);
        Report.WriteTimelines(terminal, outcome, TimelineFile);
        Report.WriteResult(terminal, outcome);
        double? together = outcome.Profile.Devices.Count == 3 ? TowerOverlap.Of(outcome.Profile.Measured, ImageDevice, TextDevice) : null;
        if (together is { } share) terminal.WriteLine($"Both towers      at work at once for {share:P0} of the time of the less busy one");
        if (options.Json) output.WriteLine(outcome.ToJson(("towers_together", together)));
    }

    private static Experiment<TwoTower> ExperimentOn(CaptionedImages training, CaptionedImages test, TwoTowerOptions options) => new()
    {
        Options = options,
        Wording = new Wording
        {
            Loss = "nats/pair",
            Things = "pairs",
            MetricKey = "retrieval_accuracy",
            Metric = accuracy => $"{accuracy:P2} of the test images find their caption among {Meaning.Count}",
            BaselineKey = "chance",
            BaselineValue = Retrieval.Chance,
            Baseline = $"by chance {Retrieval.Chance:P2}",
        },
        NewModel = () =>
            new TwoTower(CaptionGrammar.Words.Count + 1, CaptionGrammar.Length, options.Width, options.Features, options.Depth),
        Pipelined = (model, pipelineOptions) => PipelineTrainer.Of(
            model, () => model.ToPipeline(pipelineOptions), LearningRate,
            (pipeline, batch, token) => pipeline.TrainStep(batch.Inputs[0], batch.Inputs[1], batch.Targets, TwoTower.Loss, token),
            (pipeline, inputs, token) => pipeline.Predict(inputs[0], inputs[1], token),
            (pipeline, batch, token) => pipeline.ProfileSubmodules(batch.Inputs[0], batch.Inputs[1], batch.Targets, TwoTower.Loss, token)),
        Unsplit = (model, device) => new UnsplitTrainer(
            model, inputs => model.call(inputs[0], inputs[1]), TwoTower.Loss, options.Microbatches, LearningRate, device),
        LearningRate = LearningRate,
        Batches = () => training.Batches(options.Batch, options.Seed),
        Metric = (trainer, token) => Retrieval.Of(trainer, test, options.TestImages, token),
    };
}
