namespace StageGen.Scheduling.Tests;

public class NamedScheduleTests
{
    [Fact]
    public void GPipe_runs_all_forwards_then_all_backwards() =>
        Assert.Equal("1F0 1F1 1F2 1B0 1B1 1B2", Plans.Text(Schedules.Build(PipelineSchedule.GPipe, 2, 3), 1));

    [Theory]
    [InlineData(0, "0F0 0F1 0F2 0B0 0F3 0B1 0F4 0B2 0B3 0B4")]
    [InlineData(1, "1F0 1F1 1B0 1F2 1B1 1F3 1B2 1F4 1B3 1B4")]
    [InlineData(2, "2F0 2B0 2F1 2B1 2F2 2B2 2F3 2B3 2F4 2B4")]
    public void OneForwardOneBackward_warms_up_by_distance_to_the_end(int device, string expected) =>
        Assert.Equal(expected, Plans.Text(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 5), device));

    [Fact]
    public void OneForwardOneBackward_takes_fewer_microbatches_than_devices()
    {
        var schedule = Schedules.Build(PipelineSchedule.OneForwardOneBackward, 4, 2);
        Assert.Equal("0F0 0F1 0B0 0B1", Plans.Text(schedule, 0));
        Assert.Equal("2F0 2F1 2B0 2B1", Plans.Text(schedule, 2)[..15]);
    }

    [Theory]
    [InlineData("1f1b", PipelineSchedule.OneForwardOneBackward)]
    [InlineData("GPIPE", PipelineSchedule.GPipe)]
    [InlineData("OneForwardOneBackward", PipelineSchedule.OneForwardOneBackward)]
    public void Names_are_found(string name, PipelineSchedule kind)
    {
        Assert.True(Schedules.TryParse(name, out var found));
        Assert.Equal(kind, found);
        Assert.False(Schedules.TryParse("no such", out _));
    }

    [Fact]
    public void Record_refuses_a_microbatch_out_of_range() => Assert.Contains("3 microbatch(es)",
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedules.Record("x", StageMap.Loop(1), 3, device => device.Forward(3))).Message);
}
