using StageGen.Scheduling;
using StageGen.Tests.Support;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Execution;

/// <summary>
/// Whatever the schedule, a step is the unsplit model's step: to the last bit where each stage takes the microbatches' backwards in order.
/// </summary>
public class ScheduleEqualityTests
{
    private static readonly Func<Tensor, Tensor, Tensor> MeanSquare = (output, targets) => functional.mse_loss(output, targets);
    private static readonly Func<Tensor, Tensor, Tensor> CrossEntropy = (output, targets) =>
        functional.cross_entropy(output.view(-1, 5), targets.view(-1));

    public static TheoryData<PipelineSchedule, int, int, int> Cases()
    {
        var cases = new TheoryData<PipelineSchedule, int, int, int>();
        foreach (PipelineSchedule schedule in Schedules.Named.Where(s => s != PipelineSchedule.ForwardOnly))
        {
            foreach ((int devices, int perDevice) in new[] { (1, 1), (2, 1), (4, 1), (8, 1), (1, 2), (2, 2), (4, 2), (2, 4) })
            {
                if (Schedules.Allows(schedule, perDevice))
                {
                    foreach (int microbatches in new[] { 1, 3, 4, 9 })
                    {
                        cases.Add(schedule, devices, perDevice, microbatches);
                    }
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void OfAChainWithSkips(PipelineSchedule schedule, int devices, int stagesPerDevice, int microbatches)
    {
        using var whole = new SkipNet();
        using var split = new SkipNet();
        split.load_state_dict(whole.state_dict());
        using HandmadePipeline pipeline = split.ToPipeline(Options(schedule, devices, stagesPerDevice, microbatches));
        Train(whole, split, pipeline, () => (randn((microbatches * 2) + 1, 6), randn((microbatches * 2) + 1, 6)), MeanSquare, 0);
        Assert.Equal(ActivationBound.PerStage(pipeline.ActiveSchedule), LastStep!.PeakActivations);
    }

    public static TheoryData<PipelineSchedule, int, int> MixedCases()
    {
        var cases = new TheoryData<PipelineSchedule, int, int>();
        foreach (PipelineSchedule schedule in Schedules.Named.Where(s => s != PipelineSchedule.ForwardOnly))
        {
            foreach ((int devices, int perDevice) in new[] { (1, 1), (2, 1), (4, 1), (1, 2), (2, 2) })
            {
                if (Schedules.Allows(schedule, perDevice))
                {
                    cases.Add(schedule, devices, perDevice);
                }
            }
        }

        return cases;
    }

    /// <summary>
    /// MixedNet reads a value twice in one stage and again in a later one, and sends a transposed gradient over a border: there the
    /// unsplit model adds in another order, so the last bits may differ. 2e-6 of the largest gradient is the tolerance.
    /// </summary>
    [Theory]
    [MemberData(nameof(MixedCases))]
    public void OfLayersOfEveryKind(PipelineSchedule schedule, int devices, int stagesPerDevice)
    {
        bool noBorder = devices * stagesPerDevice == 1;
        using var whole = new MixedNet();
        using var split = new MixedNet();
        split.load_state_dict(whole.state_dict());
        using HandmadePipeline pipeline = split.ToPipeline(Options(schedule, devices, stagesPerDevice, 5));
        Train(whole, split, pipeline, MixedBatch, CrossEntropy, noBorder ? 0 : 2e-6);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void ABackwardInTwoHalvesHasTheBitsOfAWholeOne(int devices)
    {
        using var wholes = new MixedNet();
        using var halves = new MixedNet();
        halves.load_state_dict(wholes.state_dict());
        using HandmadePipeline one = wholes.ToPipeline(Options(PipelineSchedule.OneForwardOneBackward, devices, 1, 5));
        using HandmadePipeline two = halves.ToPipeline(Options(PipelineSchedule.ZeroBubbleH1, devices, 1, 5));
        var (input, targets) = MixedBatch();

        Assert.Equal(one.AccumulateGradients(input, targets, CrossEntropy).Loss,
            two.AccumulateGradients(input, targets, CrossEntropy).Loss);
        Bits.EqualParameters(wholes, halves, gradients: true);
        input.Dispose();
        targets.Dispose();
    }

    private StepResult? LastStep { get; set; }

    private static (Tensor Input, Tensor Targets) MixedBatch() => (randint(0, 11, [7, 6], int64), randint(0, 5, [7, 6], int64));

    private static PipelineOptions Options(PipelineSchedule schedule, int devices, int stagesPerDevice, int microbatches) => new()
    {
        Devices = [.. Enumerable.Repeat("cpu", devices)],
        Schedule = schedule,
        StagesPerDevice = stagesPerDevice,
        Microbatches = microbatches,
        IntraOpThreads = 1,
    };

    private void Train(
        Module<Tensor, Tensor> whole, nn.Module split, HandmadePipeline pipeline, Func<(Tensor Input, Tensor Targets)> batch,
        Func<Tensor, Tensor, Tensor> loss, double tolerance)
    {
        pipeline.UseOptimizer(p => optim.SGD(p, learningRate: 0.05, momentum: 0.9));
        using var optimizer = optim.SGD(whole.parameters().Where(p => p.requires_grad), learningRate: 0.05, momentum: 0.9);
        Unsplit.WithThreads(1, () =>
        {
            long live = 0;
            for (int step = 0; step < 5; step++)
            {
                var (input, targets) = batch();
                whole.zero_grad();
                double expected = Unsplit.Accumulate(whole.forward, input, targets, loss, pipeline.Microbatches);
                Assert.True(double.IsFinite(expected), "The unsplit model diverges: nothing can be compared with it.");
                optimizer.step();
                LastStep = pipeline.TrainStep(input, targets, loss);
                input.Dispose();
                targets.Dispose();
                Assert.Equal(expected, LastStep.Loss, tolerance);
                Compare(gradients: true);
                live = step == 1 ? LiveTensors.Count() : live;
            }

            Assert.Equal(live, LiveTensors.Count());
        });
        Compare(gradients: false);

        void Compare(bool gradients)
        {
            if (tolerance == 0)
            {
                Bits.EqualParameters(whole, split, gradients);
            }
            else
            {
                Bits.CloseParameters(whole, split, gradients, tolerance);
            }
        }
    }
}
