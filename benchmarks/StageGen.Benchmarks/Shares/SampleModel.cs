using Samples;
using Samples.TwoTowers;
using Samples.Vision;
using StageGen.Scheduling;
using static TorchSharp.torch;

namespace StageGen.Benchmarks.Shares;

/// <summary>A model of the samples with a batch of random elements, as large as its program's, on two CPU workers.</summary>
/// <param name="Name">Its class.</param>
/// <param name="Project">The sample's folder.</param>
/// <param name="Plan">A plan on two devices with every stage by itself, so that each has its own time, and both devices at work.</param>
/// <param name="Open">Makes the model and its pipeline.</param>
internal sealed record SampleModel(string Name, string Project, Schedule Plan, Func<PipelineOptions, TrainedModel> Open)
{
    public static IReadOnlyList<SampleModel> All { get; } =
    [
        new(nameof(CharGpt), "CharGpt", Interleaved(stages: 8), options =>
        {
            var model = new CharGpt();
            var pipeline = model.ToPipeline(options);
            var (ids, targets) = (randint(0, 96, [32, 128], dtype: ScalarType.Int64), randint(0, 96, [32, 128], dtype: ScalarType.Int64));
            return new(model, pipeline, () => pipeline.TrainStep(ids, targets, CharGpt.Loss),
                () => pipeline.ProfileSubmodules(ids, targets, CharGpt.Loss));
        }),
        new(nameof(UNet), "VisionUNet", Interleaved(stages: 4), options =>
        {
            var model = new UNet();
            var pipeline = model.ToPipeline(options);
            var (images, masks) = (rand([128, 1, 28, 28]), rand([128, 1, 28, 28]).round());
            return new(model, pipeline, () => pipeline.TrainStep(images, masks, UNet.Loss),
                () => pipeline.ProfileSubmodules(images, masks, UNet.Loss));
        }),
        new(nameof(ResNet), "VisionUNet", Interleaved(stages: 4), options =>
        {
            var model = new ResNet();
            var pipeline = model.ToPipeline(options);
            var (images, labels) = (rand([128, 1, 28, 28]), randint(0, 10, [128], dtype: ScalarType.Int64));
            return new(model, pipeline, () => pipeline.TrainStep(images, labels, ResNet.Loss),
                () => pipeline.ProfileSubmodules(images, labels, ResNet.Loss));
        }),
        new(nameof(TwoTower), "TwoTower", ImageAndJoint(), options =>
        {
            var model = new TwoTower();
            var pipeline = model.ToPipeline(options);
            var (images, captions) = (rand([256, 1, 28, 28]), randint(1, 64, [256, 12], dtype: ScalarType.Int64));
            var meanings = randint(0, 64, [256], dtype: ScalarType.Int64);
            return new(
                model, pipeline, () => pipeline.TrainStep(images, captions, meanings, TwoTower.Loss),
                () => pipeline.ProfileSubmodules(images, captions, meanings, TwoTower.Loss));
        }),
    ];

    private static Schedule Interleaved(int stages) =>
        Schedules.Build(PipelineSchedule.Interleaved, devices: 2, microbatches: 8, stagesPerDevice: stages / 2);

    /// <summary>
    /// The image tower and what joins the towers on one device, the text tower's lower half on the other, a microbatch ahead.
    /// </summary>
    private static Schedule ImageAndJoint()
    {
        const int Microbatches = 4;
        return Schedules.Record("1F1B by towers", StageMap.Custom(0, 1, 0), Microbatches, device =>
        {
            if (device.Device == 1) device.Forward(0);
            for (int m = 0; m < Microbatches; m++)
            {
                if (device.Device == 1)
                {
                    if (m + 1 < Microbatches) device.Forward(m + 1);
                    device.Backward(m);
                    continue;
                }
                device.Forward(m, 0);
                device.Forward(m, 1);
                device.Backward(m, 1);
                device.Backward(m, 0);
            }
        });
    }
}
