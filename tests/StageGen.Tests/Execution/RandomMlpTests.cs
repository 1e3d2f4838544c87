using StageGen.Scheduling;
using StageGen.Tests.Support;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Execution;

/// <summary>
/// Every schedule, Auto included, trains a random MLP on two, four and eight devices to the bits of the unsplit model. Every stage
/// takes its microbatches in order and every value has one reader, so no addition changes its place and there is no tolerance.
/// </summary>
public class RandomMlpTests
{
    private static readonly Func<Tensor, Tensor, Tensor> Loss = (output, targets) => functional.mse_loss(output, targets);

    public static TheoryData<PipelineSchedule, int, int?> Cases()
    {
        var cases = new TheoryData<PipelineSchedule, int, int?>();
        foreach (PipelineSchedule schedule in Schedules.All.Where(s => s != PipelineSchedule.ForwardOnly))
        {
            foreach (int devices in new[] { 2, 4, 8 })
            {
                cases.Add(schedule, devices, null);
                if (Schedules.Allows(schedule, 16 / devices) && devices < 8)
                {
                    cases.Add(schedule, devices, 16 / devices);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EverySchedule(PipelineSchedule schedule, int devices, int? stagesPerDevice)
    {
        int seed = ((int)schedule * 100) + (devices * 10) + (stagesPerDevice ?? 0);
        int microbatches = new Random(seed).Next(1, 12);
        int samples = microbatches + new Random(seed).Next(1, 20);
        using var whole = new RandomMlp(seed);
        using var split = new RandomMlp(seed);
        split.load_state_dict(whole.state_dict());
        using HandmadePipeline pipeline = split.ToPipeline(new PipelineOptions
        {
            Devices = [.. Enumerable.Repeat("cpu", devices)],
            Schedule = schedule,
            StagesPerDevice = stagesPerDevice,
            Microbatches = microbatches,
            IntraOpThreads = 1,
        });
        pipeline.UseOptimizer(p => optim.AdamW(p, lr: 0.01));
        using var optimizer = optim.AdamW(whole.parameters(), lr: 0.01);
        Unsplit.WithThreads(1, () =>
        {
            for (int step = 0; step < 5; step++)
            {
                using Tensor input = randn(samples, RandomMlp.Inputs);
                using Tensor targets = randn(samples, RandomMlp.Outputs);
                whole.zero_grad();
                double expected = Unsplit.Accumulate(whole.forward, input, targets, Loss, microbatches);
                optimizer.step();

                Assert.Equal(expected, pipeline.TrainStep(input, targets, Loss).Loss);
                Bits.EqualParameters(whole, split, gradients: true);
            }
        });
        Bits.EqualParameters(whole, split, gradients: false);
    }

    [Fact]
    public void AutoDoesWithOneStageADeviceWhereThereAreNoTwo()
    {
        using var model = new SkipNet();
        using HandmadePipeline pipeline = model.ToPipeline(
            new PipelineOptions { Devices = [.. Enumerable.Repeat("cpu", 8)], Schedule = PipelineSchedule.Auto, Microbatches = 4 });

        Assert.Equal((8, 8), (pipeline.ActiveSchedule.Devices, pipeline.ActiveSchedule.Stages));
    }
}
