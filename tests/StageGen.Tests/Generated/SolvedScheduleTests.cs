using StageGen.Scheduling;
using StageGen.Tests.Support;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Generated;

/// <summary>Tables that the generator wrote, executed: the unsplit model's bits, for the declared numbers and for others.</summary>
public class SolvedScheduleTests
{
    private static readonly Func<Tensor, Tensor, Tensor> Loss = (output, targets) => functional.mse_loss(output, targets);

    [Theory]
    [InlineData(2, 5)]
    [InlineData(2, 7)]
    [InlineData(1, 5)]
    public void VHalf(int devices, int microbatches) => Check(
        PipelineSchedule.VHalf, () => new SolvedVHalf(), (model, options) => model.ToPipeline(options),
        (p, x, y) => p.TrainStep(x, y, Loss).Loss, devices, microbatches);

    [Theory]
    [InlineData(2, 5)]
    [InlineData(2, 7)]
    [InlineData(1, 5)]
    public void VMin(int devices, int microbatches) => Check(
        PipelineSchedule.VMin, () => new SolvedVMin(), (model, options) => model.ToPipeline(options),
        (p, x, y) => p.TrainStep(x, y, Loss).Loss, devices, microbatches);

    [Theory]
    [InlineData(2, 5)]
    [InlineData(2, 7)]
    [InlineData(1, 5)]
    [InlineData(4, 5)]
    public void Auto(int devices, int microbatches) => Check(
        PipelineSchedule.Auto, () => new SolvedAuto(), (model, options) => model.ToPipeline(options),
        (p, x, y) => p.TrainStep(x, y, Loss).Loss, devices, microbatches);

    /// <summary>
    /// The compiler's estimates of the stages decide, for the declared numbers at compile time and for others when the pipeline is made.
    /// </summary>
    [Theory]
    [InlineData(2, 5)]
    [InlineData(2, 7)]
    [InlineData(4, 5)]
    public void AutoByEstimatedCosts(int devices, int microbatches)
    {
        ScheduleCosts costs = PricedAutoPipeline.DeclaredLayout.Costs!;
        Assert.Equal(0, costs.InputGradient[0]);
        Assert.True(costs.Forward[1] > 2 * costs.Forward[3]);
        int perDevice = devices == 4 ? 1 : 2;
        Schedule best = Schedules.Auto(devices, microbatches, perDevice, costs);
        double equal = ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.Auto, devices, microbatches, perDevice), costs).Makespan;
        double makespan = ScheduleSimulator.Simulate(best, costs.Fuse(best.Stages)).Makespan;
        // With one stage a device there is no better one than that for equal costs.
        Assert.True(devices == 4 ? makespan <= equal : makespan < equal, $"{makespan} and {equal}");
        Check(best, () => new PricedAuto(), (model, options) => model.ToPipeline(options), (p, x, y) => p.TrainStep(x, y, Loss).Loss,
            devices, microbatches);
    }

    private static void Check<TModel, TPipeline>(
        PipelineSchedule kind, Func<TModel> create, Func<TModel, PipelineOptions, TPipeline> toPipeline,
        Func<TPipeline, Tensor, Tensor, double> train,
        int devices, int microbatches)
        where TModel : Module<Tensor, Tensor>
        where TPipeline : Pipeline
        => Check(Schedules.Build(kind, devices, microbatches, devices == 4 ? 1 : 2), create, toPipeline, train, devices, microbatches);

    private static void Check<TModel, TPipeline>(
        Schedule plan, Func<TModel> create, Func<TModel, PipelineOptions, TPipeline> toPipeline,
        Func<TPipeline, Tensor, Tensor, double> train,
        int devices, int microbatches)
        where TModel : Module<Tensor, Tensor>
        where TPipeline : Pipeline
    {
        using TModel whole = create();
        using TModel split = create();
        split.load_state_dict(whole.state_dict());
        var options = new PipelineOptions
        {
            Devices = [.. Enumerable.Repeat("cpu", devices)], Microbatches = microbatches, IntraOpThreads = 1
        };
        using TPipeline pipeline = toPipeline(split, options);
        Assert.Equal(plan, pipeline.ActiveSchedule);

        pipeline.UseOptimizer(p => optim.AdamW(p, lr: 0.01));
        using var optimizer = optim.AdamW(whole.parameters(), lr: 0.01);
        Unsplit.WithThreads(1, () =>
        {
            for (int step = 0; step < 5; step++)
            {
                using Tensor input = randn(9, 4);
                using Tensor targets = randn(9, 3);
                whole.zero_grad();
                double expected = Unsplit.Accumulate(whole.forward, input, targets, Loss, microbatches);
                optimizer.step();
                Assert.Equal(expected, train(pipeline, input, targets));
            }
        });
        Bits.EqualParameters(whole, split, gradients: false);
    }
}
