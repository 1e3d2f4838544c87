namespace StageGen.Scheduling.Tests;

public class AutoScheduleTests
{
    [Theory]
    [InlineData("loop 2", 1)]
    [InlineData("loop 2", 2)]
    [InlineData("loop 2", 3)]
    [InlineData("loop 3", 2)]
    [InlineData("loop 4", 1)]
    [InlineData("V 2", 1)]
    [InlineData("loop 2x2", 1)]
    [InlineData("loop 1x2", 2)]
    public void Reaches_the_optimum_of_exhaustive_search(string mapName, int microbatches)
    {
        var map = mapName switch
        {
            "V 2" => StageMap.V(2),
            "loop 2x2" => StageMap.Loop(2, 2),
            "loop 1x2" => StageMap.Loop(1, 2),
            _ => StageMap.Loop(mapName[^1] - '0'),
        };
        var random = new Random(map.Stages * 100 + microbatches);
        for (var draw = 0; draw < 12; draw++)
        {
            var costs = RandomCosts.Draw(random, map.Stages, wholeMayBeCheaper: microbatches < 3);
            var limit = random.Next(2) == 0 ? MemoryLimit.None : MemoryLimit.Activations(random.Next(1, 3));
            var optimum = Exhaustive.Makespan(map, microbatches, costs, limit);
            var found = AutoSchedule.Find(new(map.Devices, microbatches, costs) { Memory = limit, Map = map });
            Assert.Equal(optimum, found.Simulation.Makespan, 9);
            Assert.True(found.IsOptimal);
        }
    }

    [Fact]
    public void Is_never_worse_than_a_named_schedule_that_fits_and_mostly_better()
    {
        var random = new Random(4);
        const int Draws = 200;
        var better = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            var (devices, microbatches, perDevice) = (random.Next(2, 9), random.Next(1, 33), random.Next(1, 4));
            var costs = RandomCosts.Draw(random, devices * perDevice);
            var limit = random.Next(4) switch
            {
                0 => MemoryLimit.None,
                1 => MemoryLimit.Bytes(Enumerable.Range(0, devices)
                    .Select(_ => 300.0 * perDevice * (1 + devices * random.NextDouble())).ToArray()),
                _ => MemoryLimit.Activations(Math.Max(1, devices * (0.3 + 1.2 * random.NextDouble()))),
            };
            var found = AutoSchedule.Find(new(devices, microbatches, costs) { Memory = limit, Effort = 1_200_000 });
            _ = ScheduleValidator.Validate(found.Schedule);
            Assert.True(limit.Fits(found.Schedule, found.Costs));
            Assert.True(found.LowerBound <= found.Simulation.Makespan);

            var named = BestNamed(devices, microbatches, perDevice, costs, limit);
            Assert.True(found.Simulation.Makespan <= named * (1 + 1e-9), $"draw {draw}: {found.Simulation.Makespan} > {named}");
            if (found.Simulation.Makespan < named * (1 - 1e-9)) better++;
        }
        Assert.True(better > Draws * 3 / 4, $"better in {better} of {Draws}");
    }

    private static double BestNamed(int devices, int microbatches, int perDevice, ScheduleCosts costs, MemoryLimit limit)
    {
        var best = double.PositiveInfinity;
        foreach (var kind in Schedules.Named.Where(kind => kind != PipelineSchedule.ForwardOnly))
        {
            for (var stages = 1; stages <= perDevice; stages++)
            {
                if (!Schedules.Allows(kind, stages)) continue;
                var schedule = Schedules.Build(kind, devices, microbatches, stages);
                var fused = costs.Fuse(schedule.Stages);
                if (limit.Fits(schedule, fused)) best = Math.Min(best, ScheduleSimulator.Simulate(schedule, fused).Makespan);
            }
        }
        return best;
    }

    [Fact]
    public void The_same_question_gets_the_same_answer()
    {
        var request = new AutoRequest(5, 11, RandomCosts.Draw(new(7), 10)) { Memory = MemoryLimit.Activations(4) };
        Assert.Equal(AutoSchedule.Find(request).Schedule, AutoSchedule.Find(request).Schedule);
    }

    [Fact]
    public void A_hand_written_map_is_searched_as_it_is()
    {
        var map = StageMap.Custom(0, 1, 1, 2, 0);
        var found = AutoSchedule.Find(new(3, 6, ScheduleCosts.Uniform(5)) { Map = map });
        Assert.Equal(map, found.Schedule.Map);
        Assert.Single(found.Ranking);
    }

    [Fact]
    public void The_ranking_has_every_named_schedule_that_fits()
    {
        var found = AutoSchedule.Find(new(4, 8, ScheduleCosts.Uniform(8)) { Memory = MemoryLimit.Activations(4) });
        var names = found.Ranking.Select(entry => entry.Kind).ToHashSet();
        Assert.Contains(PipelineSchedule.ZeroBubbleV, names);
        Assert.DoesNotContain(PipelineSchedule.GPipe, names);
        Assert.Equal(PipelineSchedule.Auto, found.Ranking[0].Kind);
    }

    [Fact]
    public void Memory_too_small_for_one_microbatch_is_refused()
    {
        var problem = Assert.Throws<ScheduleException>(
            () => AutoSchedule.Find(new(2, 4, ScheduleCosts.Uniform(2, activationBytes: 100)) { Memory = MemoryLimit.Bytes([200, 50]) }));
        Assert.Contains("device 1 may hold 50, and one microbatch alone needs 100", problem.Message);
    }

    [Fact]
    public void Too_few_stages_are_refused() => Assert.Contains("2 stage(s) cannot be dealt over 3 devices",
        Assert.Throws<ArgumentException>(() => AutoSchedule.Find(new(3, 4, ScheduleCosts.Uniform(2)))).Message);
}
