namespace StageGen.Scheduling.Tests;

public class SimulatorTests
{
    [Theory]
    [InlineData(PipelineSchedule.GPipe)]
    [InlineData(PipelineSchedule.OneForwardOneBackward)]
    public void Bubble_is_the_closed_form(PipelineSchedule kind)
    {
        for (var devices = 1; devices <= 8; devices++)
            for (var microbatches = 1; microbatches <= 40; microbatches++)
            {
                var schedule = Schedules.Build(kind, devices, microbatches);
                _ = ScheduleValidator.Validate(schedule, kind == PipelineSchedule.GPipe ? microbatches : Math.Min(devices, microbatches));
                var result = ScheduleSimulator.Simulate(schedule);
                Assert.Equal(3 * (microbatches + devices - 1), result.Makespan);
                Assert.Equal((devices - 1.0) / (microbatches + devices - 1), result.Bubble, 12);
            }
    }

    [Fact]
    public void Transfers_overlap_with_compute_unless_told_otherwise()
    {
        var schedule = Plans.Of(StageMap.Loop(2), 2, "0F0 0F1 0B0 0B1", "1F0 1F1 1B0 1B1");
        var costs = ScheduleCosts.Uniform(2, transfer: 0.5);
        // F0 ends at 1, arrives 1.5; device 1: 1.5 2.5 3.5, B0 ends 5.5, B1 7.5; arrives 6 and 8; device 0 ends at 8 and 10.
        Assert.Equal(10, ScheduleSimulator.Simulate(schedule, costs).Makespan);
        // Sending keeps device 0 busy to 1.5 and 3, device 1 (1.5–2.5, 3–4) to 6.5 and 9; device 0 ends at 11.
        Assert.Equal(11, ScheduleSimulator.Simulate(schedule, costs with { TransfersOverlap = false }).Makespan);
    }

    [Fact]
    public void A_link_carries_one_thing_at_a_time()
    {
        var schedule = Plans.Of(StageMap.Loop(2), 3, "0F0 0F1 0F2", "1F0 1F1 1F2");
        var result = ScheduleSimulator.Simulate(schedule, ScheduleCosts.Uniform(2, transfer: 3));
        Assert.Equal([4.0, 7, 10], result.Timeline.Devices[1].Select(action => action.Start));
        Assert.Equal(9, result.Transfer[0]);
    }

    [Fact]
    public void The_optimizer_steps_when_its_device_is_done()
    {
        var result = ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 2, 2),
            ScheduleCosts.Uniform(2, optimizer: 4));
        Assert.Equal(new TimeSpanOfStep(9, 13), result.Timeline.Optimizer[0]);
        Assert.Equal(13, result.Makespan);
        Assert.Equal(1 - 20.0 / 26, result.Bubble, 12);
    }

    [Fact]
    public void The_critical_path_leads_from_the_start_to_the_end_without_a_gap()
    {
        var costs = new ScheduleCosts([1, 2, 1], [1, 3, 1], [1, 2, 2]) { ForwardTransfer = [0.25, 0.5], BackwardTransfer = [0.5, 0.25] };
        var result = ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 6), costs);
        var path = result.CriticalPath;
        Assert.Equal(0, path[0].Start);
        Assert.Equal(result.Makespan, path[^1].End);
        foreach (var (before, after) in path.Zip(path.Skip(1)))
        {
            var gap = after.Start - before.End;
            Assert.Equal(before.Action.Stage == after.Action.Stage ? 0
                : before.Action.Kind == ActionKind.Forward ? costs.ForwardTransfer[before.Action.Stage]
                : costs.BackwardTransfer[after.Action.Stage],
                gap, 12);
        }
    }

    [Fact]
    public void Bytes_fall_to_the_remainder_between_the_halves()
    {
        var schedule = Plans.Of(StageMap.Loop(1), 2, "0F0 0I0 0F1 0I1 0W0 0W1");
        var costs = ScheduleCosts.Uniform(1, activationBytes: 100);
        Assert.Equal(200, ScheduleSimulator.Simulate(schedule, costs).PeakActivationBytes[0]);
        Assert.Equal(130, ScheduleSimulator.Simulate(schedule, costs with { WeightGradientBytes = [30] }).PeakActivationBytes[0]);
    }

    [Fact]
    public void Costs_for_other_stages_are_refused() => Assert.Contains("3 stage(s)",
        Assert.Throws<ArgumentException>(
            () => ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.GPipe, 2, 2), ScheduleCosts.Uniform(3))).Message);

    [Fact]
    public void A_deadlocked_plan_is_refused() => Assert.Throws<ScheduleException>(() =>
        ScheduleSimulator.Simulate(Plans.Of(StageMap.Loop(2), 2, "0F0 0B0 0F1 0B1", "1F0 1F1 1B0 1B1")));
}
