namespace StageGen.Scheduling.Tests;

public class ValidatorTests
{
    private static ScheduleException Refused(Schedule schedule, double? limit = null) =>
        Assert.Throws<ScheduleException>(() => ScheduleValidator.Validate(schedule, limit));

    [Fact]
    public void A_deadlock_names_both_actions_and_marks_the_cell()
    {
        // Device 0 wants the gradient of microbatch 1 first, device 1 gets to it only after a forward device 0 has not run.
        var problem = Refused(Plans.Of(StageMap.Loop(2), 2, "0F0 0B0 0F1 0B1", "1F0 1F1 1B0 1B1"));
        Assert.Equal("0B0", problem.Action.ToString());
        Assert.Equal("1B0", problem.Needed.ToString());
        Assert.Contains("deadlocks", problem.Message);
        Assert.Contains("Device 1 waits at 1F1 for 0F1, which device 0 lists after 0B0.", problem.Message);
        Assert.Contains(">0B0<", problem.Grid);
        Assert.Contains("<-- 0B0 waits for 1B0", problem.Grid);
    }

    [Fact]
    public void A_device_can_block_itself() =>
        Assert.Contains("1B0 needs 2B0, which never gets its turn. Device 1 waits at 1B0 for 2B0, which device 1 lists after 1B0",
            Refused(Plans.Of(StageMap.V(2), 1, "0F0 3F0 3B0 0B0", "1F0 1B0 2F0 2B0")).Message);

    [Theory]
    [InlineData("0F0 0F0 0B0", "1F0 1B0", "twice")]
    [InlineData("0B0 0F0", "1F0 1B0", "without 0F0 before it")]
    [InlineData("0F0 0W0 0I0", "1F0 1B0", "without 0I0 before it")]
    [InlineData("0F0 0I0 0W0 0B0", "1F0 1B0", "count twice")]
    [InlineData("0F0 0B0 0I0", "1F0 1B0", "count twice")]
    [InlineData("0F0", "1F0 1B0", "0B0 (or its halves 0I0 and 0W0) is missing on device 0")]
    [InlineData("0F0 0I0", "1F0 1B0", "0W0 is missing on device 0, though it runs 0I0")]
    [InlineData("0F0 0B0", "", "1F0 is missing on device 1")]
    [InlineData("0F0 0B0 1F0", "1F0 1B0", "stage 1 is on device 1")]
    [InlineData("0F0 0B0 0F1", "1F0 1B0", "microbatch 1")]
    [InlineData("0F0 0B0 7F0", "1F0 1B0", "stage 7")]
    public void Broken_plans_are_refused(string first, string second, string because)
    {
        var problem = Refused(Plans.Of(StageMap.Loop(2), 1, first, second));
        Assert.Contains(because, problem.Message);
        Assert.Contains("<--", problem.Grid);
    }

    [Fact]
    public void Both_halves_do_for_a_backward() => _ = ScheduleValidator.Validate(Plans.Of(StageMap.Loop(2), 1, "0F0 0I0 0W0", "1F0 1B0"));

    [Fact]
    public void Forward_only_needs_no_backward() => _ = ScheduleValidator.Validate(Plans.Of(StageMap.Loop(2), 2, "0F0 0F1", "1F1 1F0"));

    [Fact]
    public void Too_much_memory_is_refused_at_the_action_that_is_one_too_many()
    {
        var problem = Refused(Schedules.Build(PipelineSchedule.GPipe, 2, 4), 3);
        Assert.Equal("0F3", problem.Action.ToString());
        Assert.Contains("the limit is 3", problem.Message);
        Assert.Contains("The next action that frees any is 0B0", problem.Message);
    }

    [Fact]
    public void The_report_says_what_is_held()
    {
        var report = ScheduleValidator.Validate(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 4, 8), 4);
        Assert.Equal([4, 3, 2, 1], report.PeakPerStage);
        Assert.Equal(64, report.Actions);
    }

    [Fact]
    public void A_large_grid_is_cut_around_the_cell()
    {
        var good = Schedules.Build(PipelineSchedule.GPipe, 20, 40);
        var rows = good.Actions.Select(row => row.ToList()).ToList();
        rows[15].Remove(new(ActionKind.Forward, 15, 20));
        rows[15].Insert(50, new(ActionKind.Forward, 15, 20));
        rows[16].Remove(new(ActionKind.Backward, 16, 5));
        rows[16].Insert(20, new(ActionKind.Backward, 16, 5));
        var problem = Refused(new("broken", good.Map, 40, rows));
        Assert.True(problem.Grid.Split('\n').Length < 20);
        Assert.True(problem.Grid.Split('\n').Max(line => line.Length) < 140);
        Assert.Contains("<--", problem.Grid);
    }
}
