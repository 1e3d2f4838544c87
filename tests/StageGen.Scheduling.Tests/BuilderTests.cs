using CsCheck;

namespace StageGen.Scheduling.Tests;

/// <summary>Every named schedule, for every size: valid, in ascending order, within its memory, as fast as published.</summary>
public class BuilderTests
{
    public static TheoryData<PipelineSchedule> Kinds => [.. Schedules.Named];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_size_validates_and_simulates(PipelineSchedule kind)
    {
        foreach (var stages in Enumerable.Range(1, 4).Where(stages => Schedules.Allows(kind, stages)))
            for (var devices = 1; devices <= 8; devices++)
                for (var microbatches = 1; microbatches <= 40; microbatches++)
                    Check(kind, devices, stages, microbatches);
    }

    [Fact]
    public void Random_sizes_and_costs_validate_and_simulate() =>
        Gen.Select(Gen.Int[0, Schedules.Named.Count - 1], Gen.Int[1, 12], Gen.Int[1, 5], Gen.Int[1, 70], Gen.Int[0, int.MaxValue])
            .Sample((index, devices, declared, microbatches, seed) =>
            {
                var kind = Schedules.Named[index];
                if (kind is PipelineSchedule.ZeroBubbleV or PipelineSchedule.VHalf or PipelineSchedule.VMin or PipelineSchedule.DualPipeV)
                    declared++;
                var schedule = Check(kind, devices, Schedules.UsedStagesPerDevice(kind, declared), microbatches);
                var costs = RandomCosts.Draw(new(seed), devices * declared).Fuse(schedule.Stages);
                var result = ScheduleSimulator.Simulate(schedule, costs);
                Assert.InRange(result.Bubble, 0, 1);
                Assert.InRange(result.CriticalPath[^1].End, 0, result.Makespan);
                if (costs.TransfersOverlap && costs.Optimizer.Sum() == 0) Assert.Equal(result.Makespan, result.CriticalPath[^1].End);
                Assert.Equal(schedule, ScheduleCsv.Read(ScheduleCsv.Write(schedule), "copy"));
            }, iter: 300, threads: 1);

    private static Schedule Check(PipelineSchedule kind, int devices, int stages, int microbatches)
    {
        var schedule = Schedules.Build(kind, devices, microbatches, stages);
        _ = ScheduleValidator.Validate(schedule, MostActivations(kind, devices, stages, microbatches));
        Assert.True(ScheduleSimulator.Simulate(schedule).Bubble is >= 0 and < 1);
        // Ascending microbatches on every stage sum up gradients in the order of the unsplit loop.
        foreach (var row in schedule.Actions)
        {
            foreach (var stage in row.GroupBy(action => action.Stage))
            {
                Ascending(stage.Where(action => action.Kind == ActionKind.Forward));
                Ascending(stage.Where(action => action.GivesInputGradient));
                Ascending(stage.Where(action => action.FreesActivations));
            }
        }
        return schedule;

        static void Ascending(IEnumerable<ScheduleAction> actions) =>
            Assert.Equal(actions.Select(action => action.Microbatch).Order(), actions.Select(action => action.Microbatch));
    }

    private static double MostActivations(PipelineSchedule kind, int p, int v, int m)
    {
        var round = m / Math.Max(1, m / p) + (m % Math.Max(1, m / p) > 0 ? 1 : 0);
        return Math.Min(m, kind switch
        {
            PipelineSchedule.GPipe or PipelineSchedule.LoopedBreadthFirst => m,
            PipelineSchedule.OneForwardOneBackward => p,
            // One more than the warm-up: (v − 1) rounds and two for each later device.
            PipelineSchedule.Interleaved => v == 1 ? p : ((v - 1) * round + 2.0 * (p - 1) + 1) / v,
            PipelineSchedule.ZeroBubbleH1 => v == 1 ? p : ((v - 1) * round + p + 0.0) / v,
            PipelineSchedule.ZeroBubbleH2 => 2 * p - 1,
            PipelineSchedule.ZeroBubbleV => p,
            PipelineSchedule.VHalf => (p + 2) / 2,
            PipelineSchedule.VMin => (p + 4) / 3,
            PipelineSchedule.DualPipeV => p + 0.5,
            _ => 0,
        });
    }

    [Theory]
    [InlineData(PipelineSchedule.Interleaved)]
    [InlineData(PipelineSchedule.LoopedBreadthFirst)]
    [InlineData(PipelineSchedule.ZeroBubbleH1)]
    [InlineData(PipelineSchedule.ZeroBubbleH2)]
    [InlineData(PipelineSchedule.ZeroBubbleV)]
    [InlineData(PipelineSchedule.DualPipeV)]
    [InlineData(PipelineSchedule.VMin)]
    public void Bubbles_are_the_closed_forms(PipelineSchedule kind)
    {
        foreach (var v in Enumerable.Range(1, 4).Where(stages => Schedules.Allows(kind, stages)))
        {
            for (var p = 1; p <= 8; p++)
            {
                for (var m = p; m <= 40; m++)
                {
                    if (kind is PipelineSchedule.ZeroBubbleH2 or PipelineSchedule.ZeroBubbleV && m < 2 * p - 1) continue;
                    if (kind == PipelineSchedule.DualPipeV && m < 2 * p) continue;
                    var (idle, work) = kind switch
                    {
                        PipelineSchedule.Interleaved or PipelineSchedule.LoopedBreadthFirst => (3 * (p - 1), 3 * v * m),
                        PipelineSchedule.ZeroBubbleH1 or PipelineSchedule.ZeroBubbleH2 => (p - 1, 3 * v * m),
                        PipelineSchedule.VMin => (p == 1 ? 0 : 4 * p - 5, 6 * m),
                        _ => (p - 1, 6 * m),
                    };
                    if (kind == PipelineSchedule.VMin && m < p) continue;
                    var result = ScheduleSimulator.Simulate(Schedules.Build(kind, p, m, v));
                    Assert.True(idle + work == result.Makespan, $"{kind} p={p} v={v} m={m}: {result.Makespan}, not {idle + work}");
                    Assert.Equal((double)idle / (idle + work), result.Bubble, 12);
                }
            }
        }
    }

    [Fact]
    public void V_Half_idles_half_as_long_as_1F1B()
    {
        for (var p = 2; p <= 16; p++)
            for (var m = p; m <= 40; m += 3)
                Assert.InRange(ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.VHalf, p, m)).Makespan - 6 * m, 1, 3 * p + 2);
    }

    /// <summary>Bubble in per cent and peak in microbatches, simulated by other means from the rules of the papers and of torch.</summary>
    [Theory]
    [InlineData(2, 4, "20.0/4 20.0/2 11.1/2.5 5.9/2.25 11.1/4 7.7/2 4.0/2 4.0/2 4.0/2.5")]
    [InlineData(2, 8, "11.1/8 11.1/2 5.9/2.5 3.0/2.25 5.9/8 4.0/2 2.0/2 2.0/2 2.0/2.5")]
    [InlineData(4, 4, "42.9/4 42.9/4 27.3/4 15.8/4 27.3/4 20.0/4 11.1/4 20.0/4 n/a")]
    [InlineData(4, 8, "27.3/8 27.3/4 15.8/5.5 8.6/4.75 15.8/8 11.1/4 5.9/4 5.9/4 5.9/4.5")]
    [InlineData(4, 16, "15.8/16 15.8/4 8.6/5.5 4.5/4.75 8.6/16 5.9/4 3.0/4 3.0/4 3.0/4.5")]
    [InlineData(8, 16, "30.4/16 30.4/8 17.9/11.5 9.9/9.75 17.9/16 12.7/8 6.8/8 6.8/8 6.8/8.5")]
    [InlineData(8, 32, "17.9/32 17.9/8 9.9/11.5 5.2/9.75 9.9/32 6.8/8 3.5/8 3.5/8 3.5/8.5")]
    public void Known_numbers_come_out(int devices, int microbatches, string expected)
    {
        (PipelineSchedule Kind, int Stages)[] columns =
        [
            (PipelineSchedule.GPipe, 1), (PipelineSchedule.OneForwardOneBackward, 1), (PipelineSchedule.Interleaved, 2),
            (PipelineSchedule.Interleaved, 4),
            (PipelineSchedule.LoopedBreadthFirst, 2), (PipelineSchedule.ZeroBubbleH1, 1), (PipelineSchedule.ZeroBubbleH1, 2),
            (PipelineSchedule.ZeroBubbleV, 2), (PipelineSchedule.DualPipeV, 2),
        ];
        foreach (var ((kind, stages), numbers) in columns.Zip(expected.Split(' ')))
        {
            if (numbers == "n/a") continue;
            var result = ScheduleSimulator.Simulate(Schedules.Build(kind, devices, microbatches, stages));
            Assert.Equal(numbers, FormattableString.Invariant($"{result.Bubble * 100:0.0}/{result.WorstPeakActivations}"));
        }
    }

    [Fact]
    public void Known_numbers_come_out_for_uneven_costs()
    {
        (PipelineSchedule Kind, int Stages, string Bubble)[] known =
        [
            (PipelineSchedule.OneForwardOneBackward, 1, "27.3"), (PipelineSchedule.ZeroBubbleH1, 1, "14.9"),
            (PipelineSchedule.ZeroBubbleH1, 2, "8.0"),
            (PipelineSchedule.ZeroBubbleV, 2, "7.0"), (PipelineSchedule.DualPipeV, 2, "8.0"),
        ];
        foreach (var (kind, stages, bubble) in known)
        {
            var result = ScheduleSimulator.Simulate(Schedules.Build(kind, 4, 8, stages), ScheduleCosts.Uniform(4 * stages, 1, 1.2, 0.8));
            Assert.Equal(bubble, FormattableString.Invariant($"{result.Bubble * 100:0.0}"));
        }
    }

    [Theory]
    [InlineData(1, 1.2, 0.8)]
    [InlineData(1, 1.5, 1.5)]
    [InlineData(1, 2, 0.5)]
    [InlineData(1, 0.8, 0.8)]
    [InlineData(1, 1, 0.5)]
    [InlineData(1, 0.8, 1.2)]
    public void Idle_times_for_uneven_costs_are_the_closed_forms(double f, double i, double w)
    {
        foreach (var (p, m) in new[] { (2, 8), (4, 8), (4, 32), (6, 24) })
        {
            Idle(PipelineSchedule.GPipe, f + i + w);
            Idle(PipelineSchedule.OneForwardOneBackward, f + i + w);
            Idle(PipelineSchedule.ZeroBubbleH1, Math.Max(Math.Max(f, i), f + i - w));
            Idle(PipelineSchedule.ZeroBubbleH2, Math.Max(f, f + i - 2 * w));

            void Idle(PipelineSchedule kind, double step) => Assert.Equal((p - 1) * step,
                ScheduleSimulator.Simulate(Schedules.Build(kind, p, m), ScheduleCosts.Uniform(p, f, i, w)).Makespan - m * (f + i + w), 9);
        }
    }

    [Fact]
    public void DualPipeV_is_torchs() => Assert.Equal(
        "0F0 0F1 0F2 0F3 0F4 0F5 0F6 7F0 7I0 7W0 7F1 7I1 7W1 7F2 7I2 7W2 7F3 0F7 7B3 7F4 0B0 0F8 7B4 7F5 0B1 0F9 7B5 7F6 0B2 "
        + "7B6 7F7 0B3 7B7 7F8 0B4 7B8 7F9 0B5 7B9 0I6 0W6 0I7 0W7 0I8 0W8 0I9 0W9",
        Plans.Text(Schedules.Build(PipelineSchedule.DualPipeV, 4, 10), 0));

    [Fact]
    public void ZB_H2_does_not_wait_once_it_has_started()
    {
        // Input gradients dearer than forwards: ZB-H1 waits for them, ZB-H2 does not.
        var costs = ScheduleCosts.Uniform(4, 1, 1.5, 1.5);
        var first = ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.ZeroBubbleH1, 4, 12), costs);
        var second = ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.ZeroBubbleH2, 4, 12), costs);
        Assert.Equal(12 * 4 + 3, second.Makespan, 9);
        Assert.True(first.Makespan > second.Makespan);
    }

    [Fact]
    public void A_schedule_refuses_stages_it_cannot_use()
    {
        Assert.Contains("ZB-V has exactly 2 stage(s) a device, not 1.",
            Assert.Throws<ArgumentException>(() => Schedules.Build(PipelineSchedule.ZeroBubbleV, 4, 8, 1)).Message);
        Assert.Equal(2, Schedules.UsedStagesPerDevice(PipelineSchedule.ZeroBubbleV, 4));
        Assert.Equal(1, Schedules.UsedStagesPerDevice(PipelineSchedule.OneForwardOneBackward, 4));
        Assert.Equal(3, Schedules.UsedStagesPerDevice(PipelineSchedule.Interleaved, 3));
    }

    [Fact]
    public void Every_schedule_has_its_names()
    {
        Assert.Equal("gpipe 1f1b interleaved-1f1b looped-bfs zb-h1 zb-h2 zb-v v-half v-min dualpipe-v forward-only auto",
            string.Join(" ", Schedules.All.Select(Schedules.CommandLineName)));
        Assert.Equal(Enum.GetValues<PipelineSchedule>(), Schedules.All);
        foreach (var kind in Schedules.All)
            Assert.True(Schedules.TryParse(Schedules.Title(kind), out var found) && found == kind);
    }

    /// <summary>
    /// Deep recursion or tables of devices times devices would show here; the benchmark <c>plans</c> says how long it takes.
    /// </summary>
    [Theory]
    [InlineData(PipelineSchedule.OneForwardOneBackward, 63.0 / (512 + 63))]
    [InlineData(PipelineSchedule.ZeroBubbleV, 63.0 / (6 * 512 + 63))]
    public void A_large_plan_is_valid_and_has_its_bubble(PipelineSchedule kind, double bubble)
    {
        var schedule = Schedules.Build(kind, 64, 512);
        _ = ScheduleValidator.Validate(schedule);
        Assert.Equal(bubble, ScheduleSimulator.Simulate(schedule).Timeline.Bubble, 1e-9);
    }
}
