using Samples.Data;
using Samples.Training;
using static TorchSharp.torch;

namespace Samples.Vision;

/// <summary>The ResNet's task: the class of an image. Its metric is the share of test images it gets right.</summary>
public static class Classification
{
    public static Experiment<ResNet> ExperimentOn(FashionMnist data, VisionOptions options)
    {
        const double learningRate = 3e-3;
        var majority = data.Test.Labels.CountBy(label => label).Max(group => group.Value) / (double)data.Test.Count;
        return new Experiment<ResNet>
        {
            Options = options,
            Wording = new Wording
            {
                Loss = "nats/image",
                MetricKey = "test_accuracy",
                Metric = accuracy => $"{accuracy:P2} of the test images right",
                BaselineKey = "majority_accuracy",
                BaselineValue = majority,
                Baseline = $"always the commonest class {majority:P2}",
            },
            NewModel = () => new ResNet(FashionMnist.Classes.Count, options.Width),
            Pipelined = (model, pipelineOptions) => PipelineTrainer.Of(
                model, () => model.ToPipeline(pipelineOptions), learningRate,
                (pipeline, batch, cancellation) => pipeline.TrainStep(batch.Inputs[0], batch.Targets, ResNet.Loss, cancellation),
                (pipeline, inputs, cancellation) => pipeline.Predict(inputs[0], cancellation),
                (pipeline, batch, cancellation) => pipeline.ProfileSubmodules(batch.Inputs[0], batch.Targets, ResNet.Loss, cancellation)),
            Unsplit = (model, device) => new UnsplitTrainer(
                model, inputs => model.call(inputs[0]), ResNet.Loss, options.Microbatches, learningRate, device),
            LearningRate = learningRate,
            Batches = () => data.Training.Shuffled(options.Batch, options.Seed)
                .Select(indices => new Batch([data.Training.Images(indices)], data.Training.LabelsOf(indices))),
            Metric = (trainer, cancellation) => Accuracy(trainer, data.Test, options, cancellation),
        };
    }

    private static double Accuracy(ITrainer trainer, LabelledImages test, VisionOptions options, CancellationToken cancellation)
    {
        var (right, all) = (0L, 0L);
        foreach (var indices in test.InOrder(options.Batch, options.TestImages))
        {
            using var scope = NewDisposeScope();
            var guessed = trainer.Predict([test.Images(indices)], cancellation).argmax(1);
            right += guessed.eq(test.LabelsOf(indices)).sum().item<long>();
            all += indices.Length;
        }
        return (double)right / all;
    }
}
