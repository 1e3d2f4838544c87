namespace StageGen.Scheduling.Tests;

public class CsvTests
{
    [Fact]
    public void Idle_cells_make_the_file_a_picture()
    {
        var schedule = Schedules.Build(PipelineSchedule.OneForwardOneBackward, 2, 2);
        Assert.Equal("0F0,0F1,,0B0,,0B1\n,1F0,1B0,1F1,1B1\n", ScheduleCsv.Write(schedule));
        Assert.Equal("0F0,0F1,0B0,0B1\n1F0,1B0,1F1,1B1\n", ScheduleCsv.Write(schedule, idleCells: false));
    }

    [Fact]
    public void Reads_what_torch_writes()
    {
        const string text =
            "0F0,0F1,,3F0,\"3I0\",3W0,(3F1;0B0)OVERLAP_F_B,3B1,0REDUCE_GRAD,0B1,0SEND_F1\r\n1F0,1F1,2F0,2F1,2B0,1B0,2B1,1B1,,,\r\n\r\n";
        var schedule = ScheduleCsv.Read(text, "file");
        Assert.Equal(StageMap.V(2), schedule.Map);
        Assert.Equal(2, schedule.Microbatches);
        Assert.Equal("0F0 0F1 3F0 3I0 3W0 3F1 0B0 3B1 0B1", Plans.Text(schedule, 0));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("0F0,hello\n", "line 1, column 5: 'hello' is not an action")]
    [InlineData("0F0\n\n2F0\n", "line 2: device 1 has no stage")]
    [InlineData("0F0\n2F0\n", "none on stage 1")]
    public void Says_where_a_file_is_wrong(string text, string because) =>
        Assert.Contains(because, Assert.Throws<FormatException>(() => ScheduleCsv.Read(text, "file")).Message);

    [Theory]
    [InlineData("0F0,0B0\n1F0,1B0,1F0\n", "'file', line 2, column 9: The plan 'file' cannot run. Device 1 runs 1F0 twice")]
    [InlineData("0F0, 0B0\n,1F0,1B0,0F0\n", "line 2, column 10: The plan 'file' cannot run. Device 1 runs 0F0, but stage 0 is on device 0")]
    [InlineData("0F0,0B0\n1F0\n", "line 2, column 1: The plan 'file' is not complete: 1B0")]
    [InlineData("0F0,0B0,0F1,0B1\n1F0,1F1,1B0,1B1\n", "line 1, column 5: The plan 'file' deadlocks: 0B0 needs 1B0")]
    public void Says_where_a_plan_cannot_run(string text, string because)
    {
        var message = Assert.Throws<FormatException>(() => ScheduleCsv.ReadValid(text, "file")).Message;
        Assert.Contains(because, message);
        Assert.Contains("\n\n", message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_plan_comes_back_as_it_was_written(PipelineSchedule kind, bool idleCells)
    {
        var schedule = Schedules.Build(kind, 3, 7);
        var read = ScheduleCsv.ReadValid(ScheduleCsv.Write(schedule, idleCells), "mine");
        Assert.Equal(schedule, read);
        Assert.Equal("mine", read.Name);
    }

    public static TheoryData<PipelineSchedule, bool> Kinds()
    {
        var data = new TheoryData<PipelineSchedule, bool>();
        foreach (var kind in Schedules.All)
        {
            data.Add(kind, true);
            data.Add(kind, false);
        }
        return data;
    }

    [Fact]
    public void A_stage_on_two_devices_is_read_and_then_refused()
    {
        var schedule = ScheduleCsv.Read("0F0,0B0\n1F0,0F0,1B0\n", "file");
        Assert.Contains("stage 0 is on device 0", Assert.Throws<ScheduleException>(() => ScheduleValidator.Validate(schedule)).Message);
    }

    [Fact]
    public void Adjacent_halves_join() => Assert.Equal("0F0 0F1 0I0 0B1 0W0",
        Plans.Text(Plans.Of(StageMap.Loop(1), 2, "0F0 0F1 0I0 0I1 0W1 0W0").JoinAdjacentHalves(), 0));
}
