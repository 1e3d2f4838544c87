using StageGen.Scheduling;
using StageGen.Tests.Generated;
using StageGen.Tests.Support;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Execution;

/// <summary>A parameter used in several stages is one parameter: trained once, with the unsplit model's gradient.</summary>
public class TiedParameterTests
{
    private const int Steps = 2;
    private static readonly Func<Tensor, Tensor, Tensor> CrossEntropy = (logits, targets) =>
        functional.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1));
    private static readonly Func<Tensor, Tensor, Tensor> MeanSquare = (output, targets) => functional.mse_loss(output, targets);

    public static TheoryData<int> Microbatches() => [.. Enumerable.Range(1, 9)];

    /// <summary>Two users of one parameter: two addends a microbatch, so the order in which they come cannot be seen.</summary>
    [Theory]
    [MemberData(nameof(Microbatches))]
    public void ATiedGptIsTheUnsplitModelToTheLastBit(int microbatches)
    {
        using var scope = NewDisposeScope();
        int samples = (2 * microbatches) + (microbatches % 2 == 0 ? 1 : 0);
        (Tensor, Tensor)[] batches = [.. Enumerable.Range(0, Steps)
            .Select(_ => (randint(0, 13, [samples, 6], int64), randint(0, 13, [samples, 6], int64)))];
        Compare(() => new TiedGpt(), (model, options) => Trainer(model.ToPipeline(options)), "head.weight", CrossEntropy, batches,
            microbatches, Deals(8), 0);
    }

    /// <summary>
    /// Three stages share a block. Where two of them run fused, autograd adds theirs first and the third's after, and the unsplit model
    /// may add in another order: within 2e-6 of the largest gradient.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void OneBlockInThreeStagesIsTheUnsplitModel(int microbatches)
    {
        using var scope = NewDisposeScope();
        int samples = (2 * microbatches) + 1;
        (Tensor, Tensor)[] batches = [.. Enumerable.Range(0, Steps).Select(_ => (randn(samples, 4, 6), randn(samples, 4, 6)))];
        Compare(() => new RepeatedBlock(), (model, options) => Trainer(model.ToPipeline(options)), null, MeanSquare, batches, microbatches,
            Deals(6).Where(d => d.Devices * d.PerDevice < 6), 2e-6);
        Compare(() => new RepeatedBlock(), (model, options) => Trainer(model.ToPipeline(options)), null, MeanSquare, batches, microbatches,
            Deals(6).Where(d => d.Devices * d.PerDevice == 6), 0);
    }

    [Fact]
    public void GradientsAccumulateOverBatches()
    {
        using var scope = NewDisposeScope();
        using var whole = new TiedGpt();
        using var split = new TiedGpt();
        split.load_state_dict(whole.state_dict());
        using TiedGptPipeline pipeline = split.ToPipeline(Options(PipelineSchedule.OneForwardOneBackward, 4, 1, 3));
        Unsplit.WithThreads(1, () =>
        {
            for (int batch = 0; batch < 3; batch++)
            {
                Tensor ids = randint(0, 13, [7, 6], int64), targets = randint(0, 13, [7, 6], int64);
                _ = Unsplit.Accumulate(whole.forward, ids, targets, CrossEntropy, 3);
                _ = pipeline.AccumulateGradients(ids, targets, CrossEntropy);
                Bits.EqualParameters(whole, split, gradients: true);
            }
        });
        pipeline.ZeroGradients();
        Assert.All(split.parameters(), p => Assert.Null(p.grad));
    }

    [Fact]
    public void AParameterIsOwnedOnceAndKeysStayTheUsers()
    {
        using var model = new TiedGpt();
        string[] before = [.. model.state_dict().Keys];
        long elements = model.named_parameters().Where(p => p.name != "head.weight").Sum(p => p.parameter.numel());
        using TiedGptPipeline pipeline = model.ToPipeline(Options(PipelineSchedule.GPipe, 3, 1, 2));
        long owned = 0;
        pipeline.UseOptimizer(parameters =>
        {
            Parameter[] all = [.. parameters];
            owned += all.Sum(p => p.numel());
            return optim.AdamW(all);
        });

        Assert.Equal(elements, owned);
        Assert.Equal(before, model.state_dict().Keys);
        Assert.Contains("tokens.weight", before);
        Assert.Contains("head.weight", before);
    }

    [Fact]
    public void AFailureLeavesOneWeightAndNoGradient()
    {
        using var scope = NewDisposeScope();
        using var whole = new TiedGpt();
        using var split = new TiedGpt();
        split.load_state_dict(whole.state_dict());
        Tensor ids = randint(0, 13, [8, 6], int64), targets = randint(0, 13, [8, 6], int64);
        foreach (PipelineSchedule schedule in new[] { PipelineSchedule.OneForwardOneBackward, PipelineSchedule.ZeroBubbleH1 })
        {
            using TiedGptPipeline pipeline = split.ToPipeline(Options(schedule, 4, 1, 4));
            pipeline.UseOptimizer(p => optim.SGD(p, 0.1));
            foreach (ScheduleAction action in pipeline.ActiveSchedule.Actions.SelectMany(a => a))
            {
                pipeline.Probe = (at, atTail) =>
                {
                    if (at == action && atTail)
                    {
                        throw new InvalidOperationException("made to fail");
                    }
                };
                _ = Assert.Throws<PipelineException>(() => pipeline.TrainStep(ids, targets, CrossEntropy));
                Bits.Equal(split.Embedded, split.Multiplied, "the tied weight");
                Bits.EqualParameters(whole, split, gradients: false);
                Assert.All(split.parameters(), p => Assert.Null(p.grad));
            }

            pipeline.Probe = null;
            Unsplit.WithThreads(1, () =>
            {
                whole.zero_grad();
                _ = Unsplit.Accumulate(whole.forward, ids, targets, CrossEntropy, 4);
                _ = pipeline.AccumulateGradients(ids, targets, CrossEntropy);
                Bits.EqualParameters(whole, split, gradients: true);
                pipeline.ZeroGradients();
            });
        }
    }

    [Theory]
    [InlineData(PipelineSchedule.OneForwardOneBackward)]
    [InlineData(PipelineSchedule.ZeroBubbleH1)]
    public void NothingLeaks(PipelineSchedule schedule)
    {
        LiveTensors.Settle();
        using var model = new TiedGpt();
        using TiedGptPipeline pipeline = model.ToPipeline(Options(schedule, 4, 1, 5));
        pipeline.UseOptimizer(p => optim.AdamW(p));
        using Tensor ids = randint(0, 13, [9, 6], int64);
        long afterThree = 0;
        for (int step = 1; step <= 60; step++)
        {
            _ = pipeline.TrainStep(ids, ids, CrossEntropy);
            afterThree = step == 3 ? LiveTensors.Count() : afterThree;
        }

        Assert.Equal(afterThree, LiveTensors.Count());
    }

    [Fact]
    public void OneModuleWithStatisticsOnTwoDevicesIsRefused()
    {
        using var model = new RepeatedNorm();
        var caught = Assert.Throws<ArgumentException>(() => model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"] }));
        Assert.Contains("one BatchNorm1d is used by stage 0 and by stage 1, on two devices, and both would write its running statistics",
            caught.Message, StringComparison.Ordinal);
        model.ToPipeline(new PipelineOptions { Devices = ["cpu"] }).Dispose();
    }

    private static IEnumerable<(PipelineSchedule Schedule, int Devices, int PerDevice)> Deals(int stages)
        => from schedule in Schedules.Named
           where schedule != PipelineSchedule.ForwardOnly
           from devices in new[] { 1, 2, 3, 4, 6, 8 }
           from perDevice in new[] { 1, 2, 3, 4 }
           where devices * perDevice <= stages && Schedules.Allows(schedule, perDevice)
           select (schedule, devices, perDevice);

    private static PipelineOptions Options(PipelineSchedule schedule, int devices, int perDevice, int microbatches) => new()
    {
        Devices = [.. Enumerable.Repeat("cpu", devices)],
        Schedule = schedule,
        StagesPerDevice = perDevice,
        Microbatches = microbatches,
        IntraOpThreads = 1,
    };

    private static (Pipeline, Func<Tensor, Tensor, Func<Tensor, Tensor, Tensor>, StepResult>) Trainer(TiedGptPipeline pipeline)
        => (pipeline, (x, y, loss) => pipeline.TrainStep(x, y, loss));

    private static (Pipeline, Func<Tensor, Tensor, Func<Tensor, Tensor, Tensor>, StepResult>) Trainer(RepeatedBlockPipeline pipeline)
        => (pipeline, (x, y, loss) => pipeline.TrainStep(x, y, loss));

    private static void Compare<T>(
        Func<T> create,
        Func<T, PipelineOptions, (Pipeline Pipeline, Func<Tensor, Tensor, Func<Tensor, Tensor, Tensor>, StepResult> Step)> toPipeline,
        string? alias,
        Func<Tensor, Tensor, Tensor> loss,
        (Tensor Input, Tensor Targets)[] batches,
        int microbatches,
        IEnumerable<(PipelineSchedule Schedule, int Devices, int PerDevice)> deals,
        double tolerance)
        where T : Module<Tensor, Tensor>
    {
        using T start = create();
        using T whole = create();
        whole.load_state_dict(start.state_dict());
        var losses = new List<double>();

        // TorchSharp lists an embedding's weight and what was tied to it as two parameters; an optimizer would step twice.
        using var optimizer = optim.SGD(whole.named_parameters().Where(p => p.name != alias).Select(p => p.parameter), 0.1, momentum: 0.9);
        Unsplit.WithThreads(1, () =>
        {
            foreach (var (input, targets) in batches)
            {
                whole.zero_grad();
                losses.Add(Unsplit.Accumulate(whole.forward, input, targets, loss, microbatches));
                optimizer.step();
            }
        });
        foreach (var (schedule, devices, perDevice) in deals)
        {
            using T split = create();
            split.load_state_dict(start.state_dict());
            var (pipeline, step) = toPipeline(split, Options(schedule, devices, perDevice, microbatches));
            using (pipeline)
            {
                pipeline.UseOptimizer(p => optim.SGD(p, 0.1, momentum: 0.9));
                double[] found = [.. batches.Select(b => step(b.Input, b.Targets, loss).Loss)];
                string what = $"{schedule} on {devices} devices, {perDevice} stages each";
                Assert.All(found.Zip(losses), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= tolerance, what));
                foreach (bool gradients in new[] { true, false })
                {
                    Bits.CloseParameters(whole, split, gradients, tolerance);
                }
            }
        }
    }
}
