using System.Text.Json;
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
        string.Join("\n", Staircase.Draw(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 4), ["cpu:0", "cpu:1"]).Split('\n')
            .Select(line => line.TrimEnd(' ', '·'))));

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

    [Fact]
    public void The_terminal_picture_is_to_scale_with_and_without_colour()
    {
        var timeline = ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.GPipe, 2, 1)).Timeline;
        var lines = TerminalTimeline.Render(timeline, 51).Split('\n');
        Assert.Equal("device 0 F0███···············B0▓▓▓▓▓▓▓▓ idle 50.0 %", lines[0]);
        Assert.Equal("device 1 ·····F0███B0▓▓▓▓▓▓▓▓·········· idle 50.0 %", lines[1]);
        Assert.Contains("██ forward  ▓▓ backward   bubble 50.0 %", lines[2]);
        Assert.Contains("\u001b[38;5;16;48;5;111mF0   \u001b[0m", TerminalTimeline.Render(timeline, 51, colour: true));
    }

    [Fact]
    public void Where_a_label_does_not_fit_the_microbatch_stands_beside_the_kind()
    {
        TimedAction At(ActionKind kind, int microbatch, double start, double end) => new(new(kind, 10, microbatch), start, end);
        var timeline = new Timeline("by hand",
        [
            [
                At(ActionKind.Forward, 0, 0, 4), At(ActionKind.Forward, 1, 4, 6), At(ActionKind.Backward, 0, 6, 7),
                At(ActionKind.Backward, 1, 7, 24), new(new(ActionKind.Backward, 11, 1), 24, 26),
            ],
        ]);
        Assert.Equal("d 10F01█▓10B1▓▓▓▓▓▓▓▓▓▓▓▓▓1▓ idle  0.0 %", TerminalTimeline.Render(timeline, 40, devices: ["d"]).Split('\n')[0]);
        Assert.Contains(";111m0   \u001b[0m", TerminalTimeline.Render(timeline, 40, colour: true, ["d"]));
    }

    [Fact]
    public void The_terminal_report_has_one_scale_and_a_table_of_what_is_known()
    {
        var predicted = ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.GPipe, 2, 1),
            ScheduleCosts.Uniform(2, activationBytes: 2048));
        var measured = new ReportPanel("Measured", predicted.Timeline.Scale(2));
        var lines = TerminalReport.Render([ReportPanel.Of(predicted, "Predicted"), measured], 54, devices: ["cpu:0", "cpu:1"], unit: "ms")
            .Split('\n');
        Assert.Equal("Predicted, 6 ms, bubble 50.0 %", lines[0]);
        Assert.Equal("cpu:0 F0█·········B0▓▓▓▓                   idle 50.0 %", lines[1]);
        Assert.Equal("Measured, 12 ms, bubble 50.0 %", lines[5]);
        Assert.Equal("cpu:0 F0████··················B0▓▓▓▓▓▓▓▓▓▓ idle 50.0 %", lines[6]);
        Assert.Equal("device             busy  bubble  transfer  peak activations  peak memory", lines[10]);
        Assert.Equal("cpu:0   Predicted  3 ms  50.0 %      0 ms                 1        2 KiB", lines[11]);
        Assert.Equal("        Measured   6 ms  50.0 %", lines[12]);
        Assert.Equal(15, lines.Length);
    }

    [Fact]
    public void The_trace_is_json_with_a_slice_an_action_and_an_arrow_a_transfer()
    {
        var timeline = ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.ZeroBubbleV, 2, 3),
            ScheduleCosts.Uniform(4, optimizer: 1)).Timeline;
        var trace = JsonDocument.Parse(ChromeTrace.Render([("predicted \"a\"", timeline)], ["cpu:0"])).RootElement
            .GetProperty("traceEvents");
        var phases = trace.EnumerateArray().Select(entry => entry.GetProperty("ph").GetString()).ToList();
        Assert.Equal(4 * 3 * 3 + 2, phases.Count(phase => phase == "X"));
        // Forwards cross from device to device at two of three borders, and so do gradients.
        Assert.Equal(2 * 2 * 3, phases.Count(phase => phase == "s"));
        Assert.Equal(2 * 2 * 3, phases.Count(phase => phase == "f"));
        Assert.Equal(1e6, trace.EnumerateArray().First(entry => entry.GetProperty("ph").GetString() == "X").GetProperty("dur").GetDouble());
    }

    [Fact]
    public void The_page_holds_every_action_with_its_cost_and_loads_nothing()
    {
        var result = ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.ZeroBubbleH1, 3, 4),
            ScheduleCosts.Uniform(3, activationBytes: 2048, transfer: 0.1));
        var html = TimelineHtml.Render("ZB-H1 <3 devices>", [ReportPanel.Of(result), new("measured", result.Timeline)], ["cpu:0"], "ms");
        Assert.Equal(2 * 36, html.Split("<g class=\"bar ").Length - 1);
        Assert.Contains("data-t=\"2I3: input gradient, stage 2, microbatch 3\"", html);
        Assert.Contains("ZB-H1 &lt;3 devices&gt;", html);
        Assert.Contains("6 KiB", html);
        Assert.DoesNotContain("http", html);
        Assert.Contains(" critical", html);
    }
}
