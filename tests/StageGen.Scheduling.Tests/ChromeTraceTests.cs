using System.Text.Json;

namespace StageGen.Scheduling.Tests;

/// <summary>The trace keeps to the Trace Event Format, and to what viewers need to draw it.</summary>
public class ChromeTraceTests
{
    // A nanosecond, in the format's microseconds: times are written with so many digits.
    private const double Tick = 0.001;

    public static TheoryData<PipelineSchedule> Kinds => [.. Schedules.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_event_has_what_its_phase_asks_for(PipelineSchedule kind)
    {
        foreach (var entry in Trace(kind))
        {
            var phase = entry.GetProperty("ph").GetString()!;
            Assert.Contains(phase, new[] { "M", "X", "s", "f", "C" });
            Assert.Contains(entry.GetProperty("pid").GetInt32(), new[] { 0, 1 });
            Assert.InRange(entry.GetProperty("tid").GetInt32(), 0, 2);
            Assert.NotEqual("", entry.GetProperty("name").GetString());
            if (phase != "M") Assert.InRange(entry.GetProperty("ts").GetDouble(), 0, 1e9);
            if (phase == "X") Assert.InRange(entry.GetProperty("dur").GetDouble(), 0, 1e9);
            if (phase is "X" or "s" or "f") Assert.NotEqual("", entry.GetProperty("cat").GetString());
            if (phase is "s" or "f") Assert.InRange(entry.GetProperty("id").GetInt32(), 0, int.MaxValue);
            if (phase == "f") Assert.Equal("e", entry.GetProperty("bp").GetString());
            if (phase == "C") Assert.InRange(entry.GetProperty("args").GetProperty("microbatches").GetInt32(), 0, 100);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Processes_and_threads_are_named_and_in_order(PipelineSchedule kind)
    {
        var names = Trace(kind).Where(entry => Phase(entry) == "M").ToList();
        Assert.Equal(["predicted", "measured"], Arguments("process_name", "name"));
        Assert.Equal(["0", "1"], Arguments("process_sort_index", "sort_index"));
        Assert.Equal(["cpu:0", "cpu:1", "device 2", "cpu:0", "cpu:1", "device 2"], Arguments("thread_name", "name"));
        Assert.Equal(["0", "1", "2", "0", "1", "2"], Arguments("thread_sort_index", "sort_index"));

        IEnumerable<string> Arguments(string name, string key) =>
            names.Where(entry => entry.GetProperty("name").GetString() == name)
                .Select(entry => entry.GetProperty("args").GetProperty(key).ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Actions_of_a_thread_follow_each_other_in_the_order_of_the_plan(PipelineSchedule kind)
    {
        var plan = Plan(kind);
        foreach (var thread in Slices(kind).GroupBy(slice => (slice.Process, slice.Thread)))
        {
            var slices = thread.ToList();
            Assert.Equal(plan.Actions[thread.Key.Thread].Select(action => action.ToString()),
                slices.Where(slice => slice.Name != "optimizer").Select(slice => slice.Name));
            Assert.Equal(!plan.ForwardOnly, slices[^1].Name == "optimizer");
            for (var index = 1; index < slices.Count; index++) Assert.True(slices[index].Start >= slices[index - 1].End - Tick / 2);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_hand_over_is_an_arrow_from_within_its_sender_to_the_start_of_its_receiver(PipelineSchedule kind)
    {
        var slices = Slices(kind);
        var plan = Plan(kind);
        var flows = Trace(kind).Where(entry => Phase(entry) is "s" or "f").GroupBy(entry => entry.GetProperty("id").GetInt32()).ToList();
        var borders = Enumerable.Range(0, plan.Stages - 1).Count(stage => plan.Map.DeviceOf(stage) != plan.Map.DeviceOf(stage + 1));
        Assert.Equal(2 * borders * plan.Microbatches * (plan.ForwardOnly ? 1 : 2), flows.Count);
        foreach (var flow in flows)
        {
            var (start, finish) = (flow.Single(entry => Phase(entry) == "s"), flow.Single(entry => Phase(entry) == "f"));
            Assert.Equal(start.GetProperty("name").GetString(), finish.GetProperty("name").GetString());
            Assert.Equal(start.GetProperty("pid").GetInt32(), finish.GetProperty("pid").GetInt32());
            Assert.NotEqual(start.GetProperty("tid").GetInt32(), finish.GetProperty("tid").GetInt32());
            var (sender, receiver) = (Around(start), Around(finish));
            Assert.True(start.GetProperty("ts").GetDouble() <= finish.GetProperty("ts").GetDouble());
            Assert.Equal(receiver.Start, finish.GetProperty("ts").GetDouble());
            var step = start.GetProperty("name").GetString() == "activation" ? 1 : -1;
            Assert.Equal((sender.Action.Stage + step, sender.Action.Microbatch), (receiver.Action.Stage, receiver.Action.Microbatch));
        }

        Slice Around(JsonElement end)
        {
            var time = end.GetProperty("ts").GetDouble();
            return slices.Last(slice => slice.Process == end.GetProperty("pid").GetInt32()
                && slice.Thread == end.GetProperty("tid").GetInt32()
                && slice.Start <= time && time < slice.End);
        }
    }

    [Fact]
    public void The_counters_reach_the_bound_and_end_at_nothing()
    {
        var plan = Plan(PipelineSchedule.OneForwardOneBackward);
        var counters = Trace(PipelineSchedule.OneForwardOneBackward)
            .Where(entry => Phase(entry) == "C" && entry.GetProperty("pid").GetInt32() == 0)
            .GroupBy(entry => entry.GetProperty("name").GetString()).ToList();
        Assert.Equal(["activations on cpu:0", "activations on cpu:1", "activations on device 2"], counters.Select(counter => counter.Key));
        Assert.Equal(ActivationBound.PerStage(plan), counters.Select(counter => counter.Max(Held)));
        Assert.All(counters, counter => Assert.Equal(0, Held(counter.Last())));

        static int Held(JsonElement entry) => entry.GetProperty("args").GetProperty("microbatches").GetInt32();
    }

    [Fact]
    public void What_was_taken_before_its_sender_had_ended_is_an_arrow_all_the_same()
    {
        var timeline = new Timeline("measured", [[new(new(ActionKind.Forward, 0, 0), 0, 10)], [new(new(ActionKind.Forward, 1, 0), 9, 12)]]);
        var trace = JsonDocument.Parse(ChromeTrace.Render([("measured", timeline)], microsecondsPerUnit: 1)).RootElement
            .GetProperty("traceEvents");
        Assert.Equal([9.0, 9.0],
            trace.EnumerateArray().Where(entry => Phase(entry) is "s" or "f").Select(entry => entry.GetProperty("ts").GetDouble()));
    }

    private static string Phase(JsonElement entry) => entry.GetProperty("ph").GetString()!;

    private static Schedule Plan(PipelineSchedule kind) => Schedules.Build(kind, 3, 5);

    private static List<JsonElement> Trace(PipelineSchedule kind)
    {
        var plan = Plan(kind);
        var timeline =
            ScheduleSimulator.Simulate(plan, ScheduleCosts.Uniform(plan.Stages, 1.0 / 3, 0.7, 0.9, transfer: 0.1, optimizer: 1)).Timeline;
        var text = ChromeTrace.Render([("predicted", timeline), ("measured", timeline.Scale(1.1))], ["cpu:0", "cpu:1"],
            microsecondsPerUnit: 1000);
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("traceEvents").EnumerateArray()];
    }

    private static List<Slice> Slices(PipelineSchedule kind) =>
        [.. Trace(kind).Where(entry => Phase(entry) == "X").Select(entry => new Slice(
            entry.GetProperty("pid").GetInt32(), entry.GetProperty("tid").GetInt32(), entry.GetProperty("name").GetString()!,
            entry.GetProperty("ts").GetDouble(), entry.GetProperty("ts").GetDouble() + entry.GetProperty("dur").GetDouble()))];

    private sealed record Slice(int Process, int Thread, string Name, double Start, double End)
    {
        public ScheduleAction Action => ScheduleAction.Parse(Name);
    }
}
