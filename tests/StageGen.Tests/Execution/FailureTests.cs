using System.Diagnostics;
using StageGen.Scheduling;
using StageGen.Tests.Support;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Execution;

/// <summary>A failing step says where, stops every device, changes nothing, and leaves the pipeline as good as new.</summary>
public class FailureTests
{
    [Theory]
    [InlineData(PipelineSchedule.GPipe)]
    [InlineData(PipelineSchedule.OneForwardOneBackward)]
    public void ThrowingFromAnyStageAtAnyMicrobatchReachesTheCallerAndSparesTheNextStep(PipelineSchedule schedule)
    {
        using var rig = new FailureRig(schedule);
        for (int stage = 0; stage < 4; stage++)
        {
            for (int microbatch = 0; microbatch < 4; microbatch++)
            {
                // Two declared stages run fused on each device; the second of them throws.
                int thrower = (2 * stage) + 1;
                var original = new InvalidDataException($"thrown in {thrower} at {microbatch}");
                rig.Model.OnStage = (s, m) =>
                {
                    if (s == thrower && m == microbatch)
                    {
                        throw original;
                    }
                };
                var caught = Assert.Throws<PipelineException>(rig.Step);

                Assert.Same(original, caught.InnerException);
                Assert.Equal(microbatch, caught.Microbatch);
                Assert.Contains(thrower, caught.Stages);
                Assert.Equal(stage, caught.DeviceIndex);
                Assert.Equal("cpu", caught.Device);
                Assert.Equal(ActionKind.Forward, caught.Action);
                Assert.Contains($"microbatch {microbatch}", caught.Message, StringComparison.Ordinal);
                Assert.Contains($"layers[{thrower}]", caught.Message, StringComparison.Ordinal);
                Assert.Contains(stage == 0 ? "input: Float32[2, 6]" : $"x{thrower - 2}: Float32[2, 6]", caught.Message,
                    StringComparison.Ordinal);
                rig.NextStepIsRight();
            }
        }
    }

    [Fact]
    public void AFailingLossSaysSo()
    {
        using var rig = new FailureRig(PipelineSchedule.OneForwardOneBackward);
        var caught = Assert.Throws<PipelineException>(() => rig.Pipeline.TrainStep(rig.Input, rig.Targets, (o, t) => o - t));

        Assert.Contains("The loss is Float32[2, 6]; it must be one floating-point number", caught.Message, StringComparison.Ordinal);
        rig.NextStepIsRight();
    }

    [Fact]
    public void WhatOthersReadLaterIsNotChangedInPlace()
    {
        using var rig = new FailureRig(PipelineSchedule.OneForwardOneBackward);
        rig.Model.OnFirst = (stage, first) =>
        {
            if (stage == 3)
            {
                _ = first.mul_(2);
            }
        };
        var caught = Assert.Throws<PipelineException>(() => rig.Pipeline.Predict(rig.Input));

        Assert.Contains("A module in stages 2–3 changes 'first' in place, which stage 7 reads after it", caught.Message,
            StringComparison.Ordinal);
        rig.Model.OnFirst = (_, _) => { };
        rig.NextStepIsRight();

        // Its last reader may do with it what it likes.
        rig.Model.OnFirst = (stage, first) =>
        {
            if (stage == 7)
            {
                _ = first.mul_(2);
            }
        };
        rig.Pipeline.Predict(rig.Input).Dispose();
        rig.Model.OnFirst = (_, _) => { };
        rig.NextStepIsRight();
    }

    [Fact]
    public void ALossThatIsNotFiniteChangesNoWeight()
    {
        using var rig = new FailureRig(PipelineSchedule.OneForwardOneBackward);
        int microbatch = 0;
        var caught = Assert.Throws<PipelineException>(
            () =>
                rig.Pipeline.TrainStep(rig.Input, rig.Targets, (o, t) => functional.mse_loss(o, t) * (microbatch++ == 2 ? double.NaN : 1)));

        Assert.Equal(2, caught.Microbatch);
        Assert.Contains("the loss of microbatch 2 is NaN", caught.Message, StringComparison.Ordinal);
        rig.NextStepIsRight();
    }

    [Fact]
    public void ALossWithoutAGradientSaysSo()
    {
        using var rig = new FailureRig(PipelineSchedule.GPipe);
        var caught = Assert.Throws<PipelineException>(
            () => rig.Pipeline.TrainStep(rig.Input, rig.Targets, (o, t) => functional.mse_loss(o.detach(), t)));

        Assert.Contains("no parameter that requires a gradient", caught.Message, StringComparison.Ordinal);
        rig.NextStepIsRight();
    }

    [Fact]
    public void CancellationStopsAllDevicesInTheMiddleOfAStep()
    {
        using var rig = new FailureRig(PipelineSchedule.OneForwardOneBackward);
        using var source = new CancellationTokenSource();
        rig.Model.OnStage = (s, m) =>
        {
            if (s == 5 && m == 1)
            {
                source.Cancel();
            }
        };
        var caught = Assert.ThrowsAny<OperationCanceledException>(
            () => rig.Pipeline.TrainStep(rig.Input, rig.Targets, FailureRig.Loss, source.Token));

        Assert.Equal(source.Token, caught.CancellationToken);
        rig.NextStepIsRight();
    }

    [Fact]
    public void ATokenCancelledBeforehandStartsNothing()
    {
        using var rig = new FailureRig(PipelineSchedule.OneForwardOneBackward);
        rig.Model.OnStage = (_, _) => Assert.Fail("A stage ran.");
        Assert.ThrowsAny<OperationCanceledException>(
            () => rig.Pipeline.TrainStep(rig.Input, rig.Targets, FailureRig.Loss, new CancellationToken(true)));
        rig.NextStepIsRight();
    }

    [Fact]
    public void AFailureInPredictionAndEvaluationLeavesThePipelineUsable()
    {
        using var rig = new FailureRig(PipelineSchedule.OneForwardOneBackward);
        long before = LiveTensors.Count();
        rig.Model.OnStage = (s, m) => ThrowAt(s == 4 && m == 2);

        Assert.Throws<PipelineException>(() => rig.Pipeline.Predict(rig.Input));
        Assert.Throws<PipelineException>(() => rig.Pipeline.Evaluate(rig.Input, rig.Targets, FailureRig.Loss));
        Assert.Equal(before, Tensor.TotalCount);
        rig.NextStepIsRight();
    }

    [Fact]
    public void DisposingEndsEveryThread()
    {
        int Workers() => Process.GetCurrentProcess().Threads.Count;
        _ = Workers();
        using var model = new SkipNet();
        int before = Workers();
        var pipelines = Enumerable.Range(0, 5)
            .Select(_ => model.ToPipeline(new PipelineOptions { Devices = [.. Enumerable.Repeat("cpu", 8)] })).ToArray();
        Assert.True(Workers() >= before + 40);
        foreach (HandmadePipeline pipeline in pipelines)
        {
            pipeline.Dispose();
            pipeline.Dispose();
            Assert.Throws<ObjectDisposedException>(() => pipeline.Predict(zeros(1, 6)));
        }

        // The kernel takes a moment to forget a thread that has been joined.
        SpinWait.SpinUntil(() => Workers() < before + 10, TimeSpan.FromSeconds(10));
        Assert.True(Workers() < before + 10);
    }

    [Fact]
    public void AnOptimizerThatThrowsSaysWhatMayHaveChanged()
    {
        using var rig = new FailureRig(PipelineSchedule.OneForwardOneBackward);
        int made = 0;
        rig.Pipeline.UseOptimizer(p => made++ == 2 ? new Throwing(p) : optim.SGD(p, learningRate: 0.1));
        var caught = Assert.Throws<PipelineException>(rig.Step);

        Assert.Equal(2, caught.DeviceIndex);
        Assert.Contains("optimizer threw: no step", caught.Message, StringComparison.Ordinal);
        Assert.Contains("Other devices may have stepped already", caught.Message, StringComparison.Ordinal);
        Assert.All(rig.Model.parameters(), p => Assert.Null(p.grad));
        rig.Pipeline.UseOptimizer(p => optim.SGD(p, learningRate: 0.1));
        Assert.True(double.IsFinite(rig.Step().Loss));
    }

    [Fact]
    public void AValueThatCannotEvenBePrintedHangsNobody()
    {
        using var model = new SkipNet();
        var layout = new PipelineLayout
        {
            Model = "Unprintable",
            Inputs = 1,
            Output = 2,
            Values = [new("input", -1, [0]), new("odd", 0, [1]), new("output", 1, [])],
        };
        bool fails = true;
        using var pipeline = new HandmadePipeline(
            model,
            layout,
            [
                new HandmadeStage("first", model.children(), m =>
                {
                    m.Set<object>(1, new Unprintable());
                    ThrowAt(fails);
                }),
                new HandmadeStage("second", [], m =>
                {
                    _ = m.Get<Unprintable>(1);
                    m.Set(2, ones(m.Size, 6));
                }),
            ],
            new PipelineOptions { Devices = ["cpu", "cpu"], Microbatches = 2 });
        using Tensor input = zeros(4, 6);
        var caught = Assert.Throws<PipelineException>(() => pipeline.Predict(input));

        Assert.IsType<InvalidDataException>(caught.InnerException);
        fails = false;
        using Tensor output = pipeline.Predict(input);
        Assert.Equal([4, 6], output.shape);
    }

    [Fact]
    public void ASecondCallDuringAStepIsRefused()
    {
        using var rig = new FailureRig(PipelineSchedule.OneForwardOneBackward);
        rig.Model.OnStage = (s, m) =>
        {
            if (s == 0 && m == 0)
            {
                rig.Pipeline.Predict(rig.Input);
            }
        };
        var caught = Assert.Throws<PipelineException>(rig.Step);

        Assert.Contains("runs one at a time", caught.Message, StringComparison.Ordinal);
        rig.NextStepIsRight();
    }

    private static void ThrowAt(bool here)
    {
        if (here)
        {
            throw new InvalidDataException("thrown");
        }
    }

    private sealed class Throwing(IEnumerable<TorchSharp.Modules.Parameter> parameters) : TorchSharp.Modules.SGD(parameters, 0.1)
    {
        public override Tensor step(Func<Tensor>? closure = null) => throw new InvalidDataException("no step");
    }

    private sealed class Unprintable : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) => throw new InvalidOperationException("not printable");
    }
}
