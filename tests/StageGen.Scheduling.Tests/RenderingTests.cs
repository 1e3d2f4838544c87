using System.Xml.Linq;

namespace StageGen.Scheduling.Tests;

public class RenderingTests
{
    [Fact]
    public void A_staircase_has_one_cell_an_action() => Assert.Equal(
        """
        cpu:0     F0 F1 F2 ·· ·· B0 F3 B1 ·· B2 ·· B3
        cpu:1     ·· F0 F1 ·· B0 F2 B1 F3 B2 ·· B3
        device 2  ·· ·· F0 B0 F1 B1 F2 B2 F3 B3
        """.ReplaceLineEndings("\n"),
        string.Join("\n", Staircase.Draw(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 4), ["cpu:0", "cpu:1"]).Split('\n').Select(line => line.TrimEnd(' ', '·'))));

    [Fact]
    public void A_timeline_is_drawn_to_scale() => Assert.Equal(
        "device 0  F0 ·· ·· ·· B0 ──\ndevice 1  ·· F0 B0 ── ·· ··",
        Staircase.Draw(ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.GPipe, 2, 1)).Timeline));

    [Fact]
    public void Cells_name_the_stage_where_a_device_has_several_and_long_rows_are_cut()
    {
        var schedule = Plans.Of(StageMap.V(1), 1, "0F0 1F0 1B0 0B0");
        Assert.Equal("device 0  0F0 1F0 1B0 0B0", Staircase.Draw(schedule));
        Assert.Equal("device 0  0F0 1F0 …", Staircase.Draw(schedule, columns: 2));
    }

    [Fact]
    public void The_svg_is_well_formed_and_has_every_action_of_both_timelines()
    {
        var predicted = ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 5)).Timeline;
        var svg = XDocument.Parse(TimelineSvg.Render(("predicted <\"&'>", predicted), ("measured", predicted)));
        Assert.Equal(60, svg.Descendants().Count(element => element.Name.LocalName == "title"));
        Assert.Contains(svg.Descendants(), element => element.Value == "predicted <\"&'>");
    }
}
