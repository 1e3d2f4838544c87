using CsCheck;

namespace StageGen.Scheduling.Tests;

public class CostsCsvTests
{
    [Fact]
    public void What_is_written_is_read_back_to_the_last_bit() => Gen.Select(Gen.Int[1, 6], Gen.Int).Sample((stages, seed) =>
    {
        var random = new Random(seed);
        double[] Some(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 20)];
        var costs = new ScheduleCosts(Some(stages), Some(stages), Some(stages))
        {
            Backward = Some(stages),
            ForwardTransfer = Some(stages - 1),
            BackwardTransfer = Some(stages - 1),
            Optimizer = Some(stages),
            ActivationBytes = Some(stages),
        };
        var read = CostsCsv.Read(CostsCsv.Write(costs), "costs");
        Assert.Equal(CostsCsv.Write(costs), CostsCsv.Write(read));
        Assert.Equal(costs.Backward, read.Backward);
        Assert.Equal(costs.ForwardTransfer, read.ForwardTransfer);
        Assert.Equal(costs.BackwardTransfer, read.BackwardTransfer);
    }, iter: 200);

    [Fact]
    public void What_is_left_out_follows_from_what_is_there()
    {
        var forwardOnly = CostsCsv.Read("forward_ms\r\n2\r\n3\r\n", "costs");
        Assert.Equal([2, 3], forwardOnly.WeightGradient);
        Assert.Equal([4, 6], forwardOnly.Backward);
        Assert.Equal([0], forwardOnly.ForwardTransfer);
        Assert.Equal([2.5], CostsCsv.Read("stage,forward_ms,backward_ms\n0,1,5\n", "costs").InputGradient);
    }

    [Theory]
    [InlineData("", "'costs' is empty")]
    [InlineData("stage,forward\n0,1", "line 1: there is no column 'forward'. Columns are stage, forward_ms")]
    [InlineData("stage\n0", "the column forward_ms is missing")]
    [InlineData("forward_ms\n", "no stage")]
    [InlineData("stage,forward_ms\n0,1\n2,1", "line 3: stage 2 stands where stage 1 belongs")]
    [InlineData("stage,forward_ms\n0,-1", "line 2, forward_ms: '-1'")]
    [InlineData("stage,forward_ms\n0", "line 2: 1 cells under 2 headings")]
    public void What_is_wrong_is_named(string text, string because)
        => Assert.Contains(because, Assert.Throws<FormatException>(() => CostsCsv.Read(text, "costs")).Message);

    [Fact]
    public void Another_unit_changes_every_time_and_nothing_else()
    {
        var costs = ScheduleCosts.Uniform(4, 1, 2, 3, transfer: 4, optimizer: 5, activationBytes: 6);
        var schedule = Schedules.Build(PipelineSchedule.OneForwardOneBackward, 4, 5);
        var (one, thousand) = (ScheduleSimulator.Simulate(schedule, costs), ScheduleSimulator.Simulate(schedule, costs.Scale(1000)));
        Assert.Equal(one.Makespan * 1000, thousand.Makespan);
        Assert.Equal(one.PeakActivationBytes, thousand.PeakActivationBytes);
        var scaled = one.Timeline.Scale(1000);
        Assert.Equal(thousand.Timeline.Devices, scaled.Devices);
        Assert.Equal(thousand.Timeline.Optimizer, scaled.Optimizer);
        Assert.Equal(thousand.Timeline.Bubble, scaled.Bubble);
    }
}
