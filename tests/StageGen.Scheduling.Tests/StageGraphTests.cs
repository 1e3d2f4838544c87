namespace StageGen.Scheduling.Tests;

public class StageGraphTests
{
    private static readonly StageGraph Towers = StageGraph.Of([[], [], [0, 1]]);

    [Fact]
    public void Readers_are_the_edges_turned_round()
    {
        Assert.Equal([2], Towers.ReadersOf(0));
        Assert.Equal([0, 1], Towers.SourcesOf(2));
        Assert.Equal("2 ← 0 1", Towers.ToString());
        Assert.Equal(StageGraph.Chain(3), StageGraph.Of([[], [0], [1]]));
        Assert.NotEqual(StageGraph.Chain(3), Towers);
    }

    [Fact]
    public void Edges_lead_forward_and_fit_the_plan()
    {
        Assert.Contains("Stage 1 reads from stage 1.", Assert.Throws<ArgumentException>(() => StageGraph.Of([[], [1]])).Message);
        Assert.Contains("Stage 0 reads from stage -1.", Assert.Throws<ArgumentException>(() => StageGraph.Of([[-1]])).Message);
        var schedule = Schedules.Build(PipelineSchedule.GPipe, 2, 2);
        Assert.Contains("2 stage(s), and its graph is of 3", Assert.Throws<ArgumentException>(() => schedule.WithGraph(Towers)).Message);
    }

    [Fact]
    public void Towers_run_at_the_same_time()
    {
        // One microbatch: towers 3 and 2 long, the join 1. Forward: 0–3, 0–2, then 3–4; backward: 4–5, then 5–8 and 5–7.
        var costs = new ScheduleCosts([3, 2, 1], [3, 2, 1], [0, 0, 0]);
        var chain = Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 1);
        Assert.Equal(12, ScheduleSimulator.Simulate(chain, costs).Makespan);
        var result = ScheduleSimulator.Simulate(chain.WithGraph(Towers), costs);
        Assert.Equal(8, result.Makespan);
        Assert.Equal("0F0 2F0 2B0 0B0", string.Join(" ", result.CriticalPath.Select(timed => timed.Action)));
        Assert.Equal(0, result.Timeline.Devices[1][0].Start);
    }

    [Fact]
    public void Each_reader_is_sent_what_it_reads_over_its_own_link()
    {
        // Stage 0 is read by 1 and 2: both start when the transfer of 0.5 is over, or one after the other where sending is work.
        var plan = Plans.Of(StageMap.Loop(3), 1, "0F0", "1F0", "2F0").WithGraph(StageGraph.Of([[], [0], [0]]));
        var costs = ScheduleCosts.Uniform(3, transfer: 0.5);
        Assert.Equal(2.5, ScheduleSimulator.Simulate(plan, costs).Makespan);
        Assert.Equal(1, ScheduleSimulator.Simulate(plan, costs).Transfer[0]);
        Assert.Equal(3, ScheduleSimulator.Simulate(plan, costs with { TransfersOverlap = false }).Makespan);
    }

    [Fact]
    public void What_is_valid_for_a_chain_is_valid_for_every_graph_and_no_slower()
    {
        var random = new Random(7);
        foreach (var kind in Schedules.Named)
        {
            for (var draw = 0; draw < 20; draw++)
            {
                var schedule = Schedules.Build(kind, random.Next(1, 5), random.Next(1, 9));
                var costs = RandomCosts.Draw(random, schedule.Stages);
                costs = new(costs.Forward, costs.InputGradient, costs.WeightGradient);
                var graph = schedule.WithGraph(RandomGraphs.Draw(random, schedule.Stages));
                _ = ScheduleValidator.Validate(graph);
                Assert.InRange(ScheduleSimulator.Simulate(graph, costs).Makespan, 0,
                    ScheduleSimulator.Simulate(schedule, costs).Makespan + 1e-9);
            }
        }
    }
}
