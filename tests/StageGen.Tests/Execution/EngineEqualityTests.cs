using StageGen.Tests.Support;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Execution;

/// <summary>A pipelined step is the unsplit model's step, to the last bit.</summary>
public class EngineEqualityTests
{
    private static readonly Func<Tensor, Tensor, Tensor> Loss = (output, targets) => functional.mse_loss(output, targets);

    public static TheoryData<PipelineSchedule, int, int, int> Cases()
    {
        var cases = new TheoryData<PipelineSchedule, int, int, int>();
        foreach (PipelineSchedule schedule in new[] { PipelineSchedule.GPipe, PipelineSchedule.OneForwardOneBackward })
        {
            foreach (int devices in new[] { 1, 2, 3, 4, 8 })
            {
                for (int microbatches = 1; microbatches <= 9; microbatches++)
                {
                    cases.Add(schedule, devices, microbatches, microbatches * 3);
                    if (microbatches > 1)
                    {
                        cases.Add(schedule, devices, microbatches, (microbatches * 3) + 1);
                    }
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void LossGradientsAndWeightsAfterTwentyAdamWStepsAreThoseOfTheUnsplitModel(PipelineSchedule schedule, int devices,
        int microbatches, int samples)
    {
        manual_seed(1);
        using var whole = new SkipNet();
        using var split = new SkipNet();
        split.load_state_dict(whole.state_dict());
        using HandmadePipeline pipeline = split.ToPipeline(new PipelineOptions
        {
            Devices = [.. Enumerable.Repeat("cpu", devices)],
            Schedule = schedule,
            Microbatches = microbatches,
            IntraOpThreads = 1,
        });
        pipeline.UseOptimizer(p => optim.AdamW(p, lr: 0.01));
        using var optimizer = optim.AdamW(whole.parameters(), lr: 0.01);
        Unsplit.WithThreads(1, () =>
        {
            for (int step = 0; step < 20; step++)
            {
                using Tensor input = randn(samples, 6);
                using Tensor targets = randn(samples, 6);
                whole.zero_grad();
                double expected = Unsplit.Accumulate(whole.forward, input, targets, Loss, microbatches);
                optimizer.step();
                StepResult actual = pipeline.TrainStep(input, targets, Loss);

                Assert.Equal(expected, actual.Loss);
                Bits.EqualParameters(whole, split, gradients: true);
            }
        });
        Bits.EqualParameters(whole, split, gradients: false);
    }
}
