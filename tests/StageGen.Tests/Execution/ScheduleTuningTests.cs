using StageGen.Scheduling;
using StageGen.Tests.Support;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Execution;

/// <summary>Auto by measured costs: warm-up, search, switch, and the unsplit model's bits before and after.</summary>
public class ScheduleTuningTests
{
    private static readonly Func<Tensor, Tensor, Tensor> Loss = (output, targets) => functional.mse_loss(output, targets);

    [Theory]
    [InlineData(1, 3, null)]
    [InlineData(2, 6, null)]
    [InlineData(2, 1, null)]
    [InlineData(3, 7, 2.0)]
    [InlineData(4, 8, 1.5)]
    [InlineData(8, 5, 1.0)]
    public void EveryStepHasTheBitsOfTheUnsplitModel(int devices, int microbatches, double? limit)
    {
        const int warmUp = 3;
        using var whole = new RandomMlp(devices);
        using var split = new RandomMlp(devices);
        split.load_state_dict(whole.state_dict());
        using HandmadePipeline pipeline =
            split.ToPipeline(Options(devices, microbatches, new ScheduleTuning { WarmUpSteps = warmUp, MaxActivations = limit }));
        pipeline.UseOptimizer(p => optim.AdamW(p, lr: 0.01));
        using var optimizer = optim.AdamW(whole.parameters(), lr: 0.01);
        Schedule measured = pipeline.ActiveSchedule;
        Assert.Equal((RandomMlp.StageCount, devices, "1F1B, measured for Auto"), (measured.Stages, measured.Devices, measured.Name));
        Unsplit.WithThreads(1, () =>
        {
            for (int step = 0; step < 8; step++)
            {
                using Tensor input = randn((microbatches * 2) + 1, RandomMlp.Inputs);
                using Tensor targets = randn((microbatches * 2) + 1, RandomMlp.Outputs);
                whole.zero_grad();
                double expected = Unsplit.Accumulate(whole.forward, input, targets, Loss, microbatches);
                optimizer.step();

                Assert.Equal(expected, pipeline.TrainStep(input, targets, Loss).Loss);
                Bits.EqualParameters(whole, split, gradients: true);
                Assert.Equal(step >= warmUp, !ReferenceEquals(measured, pipeline.ActiveSchedule));
            }
        });
        Bits.EqualParameters(whole, split, gradients: false);
        Assert.Equal((Schedules.Title(PipelineSchedule.Auto), microbatches), (pipeline.ActiveSchedule.Name, pipeline.Microbatches));
        Assert.Equal(Enumerable.Range(0, RandomMlp.StageCount), pipeline.Devices.SelectMany(d => d.Stages).Order());
        if (limit is { } most)
        {
            _ = ScheduleValidator.Validate(measured, most);
            _ = ScheduleValidator.Validate(pipeline.ActiveSchedule, most);
        }
    }

    [Fact]
    public void StagesThatShareAParameterStayWhereTheyAre()
    {
        using var model = new SharingNet();
        using HandmadePipeline pipeline = model.ToPipeline(Options(2, 6, new ScheduleTuning { WarmUpSteps = 2 }));
        pipeline.UseOptimizer(p => optim.SGD(p, learningRate: 0.01));
        for (int step = 0; step < 4; step++)
        {
            using Tensor input = randn(12, 4);
            _ = pipeline.TrainStep(input, input, Loss);
        }

        Assert.Equal("Auto", pipeline.ActiveSchedule.Name);
        Assert.Equal(StageMap.Loop(2), pipeline.ActiveSchedule.Map);
        Assert.Equal([[0, 1], [2, 3]], pipeline.Devices.Select(d => d.Stages));
    }

    [Fact]
    public void WhatCannotBeTunedIsRefused()
    {
        Refused("WarmUpSteps is 1; it must be at least 2", Options(2, 4, new ScheduleTuning { WarmUpSteps = 1 }));
        Refused("MaxActivations is 0.5; it must be at least 1", Options(2, 4, new ScheduleTuning { MaxActivations = 0.5 }));
        Refused("the schedule is ZB-V. Set Schedule to Auto",
            Options(2, 4, new ScheduleTuning()) with { Schedule = PipelineSchedule.ZeroBubbleV });
        Refused("a plan and PipelineOptions.Tuning are given", Options(2, 4, new ScheduleTuning()) with { PlanFile = "mine.csv" });
    }

    private static void Refused(string message, PipelineOptions options)
    {
        using var model = new RandomMlp(1);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => model.ToPipeline(options)).Message, StringComparison.Ordinal);
    }

    private static PipelineOptions Options(int devices, int microbatches, ScheduleTuning tuning) => new()
    {
        Devices = [.. Enumerable.Repeat("cpu", devices)],
        Schedule = PipelineSchedule.Auto,
        Microbatches = microbatches,
        Tuning = tuning,
        IntraOpThreads = 1,
    };

    /// <summary>Four stages; the first two are one layer, twice.</summary>
    private sealed class SharingNet : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Linear> layers = [Linear(4, 4), Linear(4, 4), Linear(4, 4)];

        public SharingNet()
            : base(nameof(SharingNet)) => RegisterComponents();

        public override Tensor forward(Tensor x) => Enumerable.Range(0, 4).Aggregate(x, (y, s) => Layer(s).call(y).tanh());

        public HandmadePipeline ToPipeline(PipelineOptions options) => new(
            this,
            new PipelineLayout
            {
                Model = nameof(SharingNet),
                Inputs = 1,
                Output = 4,
                Values = [.. Enumerable.Range(-1, 5).Select(s => new PipelineValue($"x{s}", s, s < 3 ? [s + 1] : []))],
            },
            [.. Enumerable.Range(0, 4)
                .Select(s => new HandmadeStage($"{s}", [Layer(s)], m => m.Set(s + 1, Layer(s).call(m.Get<Tensor>(s)).tanh())))],
            options);

        private Linear Layer(int stage) => layers[Math.Max(0, stage - 1)];
    }
}
