using StageGen;
using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>The two ways to train the model.</summary>
public static class CharGptTrainers
{
    /// <summary>As a pipeline.</summary>
    /// <exception cref="UserException">A device is not there, or there are more devices than stages.</exception>
    public static PipelineTrainer Pipelined(CharGpt model, PipelineOptions options, double learningRate) => PipelineTrainer.Of(
        model, () => model.ToPipeline(options), learningRate,
        (pipeline, batch, cancellation) => pipeline.TrainStep(batch.Inputs[0], batch.Targets, CharGpt.Loss, cancellation),
        (pipeline, inputs, cancellation) => pipeline.Predict(inputs[0], cancellation),
        (pipeline, batch, cancellation) => pipeline.ProfileSubmodules(batch.Inputs[0], batch.Targets, CharGpt.Loss, cancellation));

    /// <summary>On the calling thread, over the same microbatches.</summary>
    public static UnsplitTrainer Unsplit(CharGpt model, int microbatches, double learningRate, Device? device = null)
        => new(model, inputs => model.call(inputs[0]), CharGpt.Loss, microbatches, learningRate, device);
}
