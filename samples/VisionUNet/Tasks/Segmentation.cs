using Samples.Data;
using Samples.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.Vision;

/// <summary>
/// The U-Net's task: which pixels of a noisy image are foreground. Its metric is intersection over union of the foreground, over
/// all test pixels; beside it stands what the best single threshold on the noisy pixels gives.
/// </summary>
public static class Segmentation
{
    private const int ThresholdImages = 2000;

    public static Experiment<UNet> ExperimentOn(FashionMnist data, VisionOptions options)
    {
        const double learningRate = 3e-3;
        var baseline = ThresholdIou(data, options);
        return new Experiment<UNet>
        {
            Options = options,
            Wording = new Wording
            {
                Loss = "nats/pixel",
                MetricKey = "test_iou",
                Metric = iou => $"intersection over union {iou:F4}",
                BaselineKey = "threshold_iou",
                BaselineValue = baseline,
                Baseline = $"best threshold on the pixels {baseline:F4}",
            },
            NewModel = () => new UNet(options.Width),
            Pipelined = (model, pipelineOptions) => PipelineTrainer.Of(
                model, () => model.ToPipeline(pipelineOptions), learningRate,
                (pipeline, batch, cancellation) => pipeline.TrainStep(batch.Inputs[0], batch.Targets, UNet.Loss, cancellation),
                (pipeline, inputs, cancellation) => pipeline.Predict(inputs[0], cancellation),
                (pipeline, batch, cancellation) => pipeline.ProfileSubmodules(batch.Inputs[0], batch.Targets, UNet.Loss, cancellation)),
            Unsplit = (model, device) => new UnsplitTrainer(
                model, inputs => model.call(inputs[0]), UNet.Loss, options.Microbatches, learningRate, device),
            LearningRate = learningRate,
            Batches = () => data.Training.Shuffled(options.Batch, options.Seed)
                .Select((indices, step) => BatchOf(data.Training, indices, Seed(options, step))),
            Metric = (trainer, cancellation) => TestIou(options, data.Test, noisy => trainer.Predict([noisy], cancellation).gt(0)),
        };
    }

    /// <summary>What the threshold that is best on training images gives on the test images.</summary>
    private static double ThresholdIou(FashionMnist data, VisionOptions options)
    {
        using var scope = NewDisposeScope();
        var indices = Enumerable.Range(0, Math.Min(ThresholdImages, data.Training.Count)).ToArray();
        using var batch = BatchOf(data.Training, indices, Seed(options, -1));
        var best = Enumerable.Range(0, 21).Select(i => i * 0.05).MaxBy(threshold =>
        {
            var overlap = new Overlap();
            overlap.Add(batch.Inputs[0].gt(threshold), batch.Targets);
            return overlap.Iou;
        });
        return TestIou(options, data.Test, noisy => noisy.gt(best));
    }

    /// <summary>The same noise for everything that is measured with the same options.</summary>
    private static double TestIou(VisionOptions options, LabelledImages test, Func<Tensor, Tensor> foreground)
    {
        var overlap = new Overlap();
        foreach (var (batch, indices) in test.InOrder(options.Batch, options.TestImages).Index())
        {
            using var scope = NewDisposeScope();
            using var noisy = BatchOf(test, indices, Seed(options, -2 - batch));
            overlap.Add(foreground(noisy.Inputs[0]), noisy.Targets);
        }
        return overlap.Iou;
    }

    private static Batch BatchOf(LabelledImages from, int[] indices, long seed)
    {
        using var images = from.Images(indices);
        return new Batch([Noise.AddTo(images, seed)], Noise.MasksOf(images));
    }

    /// <summary>A seed for each batch: training steps from 0 up, what is measured below 0.</summary>
    private static long Seed(VisionOptions options, int batch) => ((long)options.Seed << 32) + (1L << 31) + batch;

    /// <summary>How many pixels are foreground in both, and in either.</summary>
    private sealed class Overlap
    {
        private double both, either;

        public double Iou => either == 0 ? 1 : both / either;

        public void Add(Tensor guessed, Tensor masks)
        {
            using var scope = NewDisposeScope();
            var truth = masks.gt(0.5);
            both += guessed.logical_and(truth).sum().ToInt64();
            either += guessed.logical_or(truth).sum().ToInt64();
        }
    }
}
