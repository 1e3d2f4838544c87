using StageGen.Scheduling;
using StageGen.Tests.Support;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Execution;

/// <summary>After a step there is no tensor that was not there before it, and during it no more than the schedule says.</summary>
public class LeakTests
{
    [Theory]
    [InlineData(PipelineSchedule.GPipe)]
    [InlineData(PipelineSchedule.OneForwardOneBackward)]
    public void LiveTensorsAfterStepTwoHundredAreThoseAfterStepThree(PipelineSchedule schedule)
    {
        LiveTensors.Settle();
        using var model = new SkipNet();
        using HandmadePipeline pipeline =
            model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu", "cpu", "cpu"], Schedule = schedule, Microbatches = 6 });
        pipeline.UseOptimizer(p => optim.AdamW(p, lr: 1e-3));
        using Tensor input = randn(13, 6);
        using Tensor targets = randn(13, 6);
        long afterThree = 0;
        for (int step = 1; step <= 200; step++)
        {
            _ = pipeline.TrainStep(input, targets, (o, t) => functional.mse_loss(o, t));
            if (step % 50 == 0)
            {
                using Tensor prediction = pipeline.Predict(input);
                _ = pipeline.Evaluate(input, targets, (o, t) => functional.mse_loss(o, t));
            }

            if (step == 3)
            {
                afterThree = Tensor.TotalCount;
            }
        }

        Assert.Equal(afterThree, Tensor.TotalCount);
    }

    [Theory]
    [InlineData(PipelineSchedule.GPipe)]
    [InlineData(PipelineSchedule.OneForwardOneBackward)]
    public void ActivationsHeldAreThoseOfTheSchedulesBound(PipelineSchedule schedule)
    {
        using var model = new SkipNet();
        using HandmadePipeline pipeline =
            model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu", "cpu", "cpu"], Schedule = schedule, Microbatches = 9 });
        using Tensor input = randn(18, 6);
        using Tensor targets = randn(18, 6);
        StepResult step = pipeline.AccumulateGradients(input, targets, (o, t) => functional.mse_loss(o, t));

        Assert.Equal(ActivationBound.PerStage(pipeline.ActiveSchedule), step.PeakActivations);
        Assert.Equal(schedule == PipelineSchedule.GPipe ? [9, 9, 9, 9] : [4, 3, 2, 1], step.PeakActivations);
    }
}
