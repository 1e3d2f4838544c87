namespace StageGen.Scheduling.Tests;

/// <summary>The validator against brute force: every way the devices could take turns, played to its end.</summary>
public class DeadlockOracleTests
{
    [Fact]
    public void Brute_force_agrees_on_small_plans_whole_and_broken()
    {
        var random = new Random(20_26);
        var (valid, broken) = (0, 0);
        for (var draw = 0; draw < 4000; draw++)
        {
            var map = random.Next(3) switch
            {
                0 => StageMap.Loop(random.Next(1, 4)),
                1 => StageMap.V(random.Next(1, 3)),
                _ => StageMap.Loop(2, 2),
            };
            var plan = Shuffled(random, map, random.Next(1, 3));
            if (draw % 2 == 1) plan = plan.WithGraph(RandomGraphs.Draw(random, map.Stages));
            var expected = AlwaysEnds(plan);
            Assert.True(expected == ScheduleValidator.IsValid(plan, out var problem),
                $"{ScheduleCsv.Write(plan, idleCells: false)}\n{problem?.Message}");
            if (expected) valid++;
            else broken++;
        }
        Assert.InRange(valid, 500, 3500);
        Assert.InRange(broken, 500, 3500);
    }

    /// <summary>A plan that runs, with some actions moved somewhere else on their device.</summary>
    private static Schedule Shuffled(Random random, StageMap map, int microbatches)
    {
        var rows = Enumerable.Range(0, map.Devices).Select(_ => new List<ScheduleAction>()).ToArray();
        for (var microbatch = 0; microbatch < microbatches; microbatch++)
        {
            for (var stage = 0; stage < map.Stages; stage++) rows[map.DeviceOf(stage)].Add(new(ActionKind.Forward, stage, microbatch));
            for (var stage = map.Stages - 1; stage >= 0; stage--)
            {
                var split = random.Next(2) == 0;
                rows[map.DeviceOf(stage)].Add(new(split ? ActionKind.InputGradient : ActionKind.Backward, stage, microbatch));
                if (split) rows[map.DeviceOf(stage)].Add(new(ActionKind.WeightGradient, stage, microbatch));
            }
        }
        for (var moves = random.Next(7); moves > 0; moves--)
        {
            var row = rows[random.Next(rows.Length)];
            var action = row[random.Next(row.Count)];
            _ = row.Remove(action);
            row.Insert(random.Next(row.Count + 1), action);
        }
        return new("shuffled", map, microbatches, rows);
    }

    /// <summary>Whether no order of turns leaves a device waiting for ever.</summary>
    private static bool AlwaysEnds(Schedule plan)
    {
        var seen = new HashSet<string>();
        var open = new Stack<int[]>([new int[plan.Devices]]);
        while (open.TryPop(out var at))
        {
            if (!seen.Add(string.Join(",", at))) continue;
            var done = plan.Actions.SelectMany((row, device) => row.Take(at[device])).ToHashSet();
            var moved = false;
            for (var device = 0; device < plan.Devices; device++)
            {
                if (at[device] == plan.Actions[device].Count || !CanRun(plan, plan.Actions[device][at[device]], done)) continue;
                moved = true;
                var next = (int[])at.Clone();
                next[device]++;
                open.Push(next);
            }
            if (!moved && at.Zip(plan.Actions).Any(entry => entry.First < entry.Second.Count)) return false;
        }
        return true;
    }

    private static bool CanRun(Schedule plan, ScheduleAction action, HashSet<ScheduleAction> done)
    {
        bool Done(ActionKind kind, int stage) => done.Contains(new(kind, stage, action.Microbatch));
        return action.Kind switch
        {
            ActionKind.Forward => plan.Graph.SourcesOf(action.Stage).All(stage => Done(ActionKind.Forward, stage)),
            ActionKind.WeightGradient => Done(ActionKind.InputGradient, action.Stage),
            _ => Done(ActionKind.Forward, action.Stage) && plan.Graph.ReadersOf(action.Stage).All(stage =>
                Done(ActionKind.Backward, stage) || Done(ActionKind.InputGradient, stage)),
        };
    }
}
