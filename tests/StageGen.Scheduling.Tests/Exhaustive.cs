namespace StageGen.Scheduling.Tests;

/// <summary>The fastest of all plans, found by trying each: every order of each device's actions, with every other.</summary>
internal static class Exhaustive
{
    public static double Makespan(StageMap map, int microbatches, ScheduleCosts costs, MemoryLimit limit)
    {
        var orders = Enumerable.Range(0, map.Devices).Select(device => Orders(map.StagesOf(device), microbatches, costs).ToList()).ToList();
        var best = double.PositiveInfinity;
        var rows = new ScheduleAction[map.Devices][];
        Choose(0);
        return best;

        void Choose(int device)
        {
            if (device == map.Devices)
            {
                var plan = new Schedule("tried", map, microbatches, rows);
                var time = ScheduleSimulator.Makespan(plan, costs);
                if (time < best && limit.Fits(plan, costs)) best = time;
                return;
            }
            foreach (var order in orders[device])
            {
                rows[device] = order;
                Choose(device + 1);
            }
        }
    }

    /// <summary>All orders in which one device can run its actions; equal microbatches in ascending order.</summary>
    private static IEnumerable<ScheduleAction[]> Orders(IReadOnlyList<int> stages, int microbatches, ScheduleCosts costs)
    {
        var found = new List<ScheduleAction[]>();
        var row = new List<ScheduleAction>();
        Extend();
        return found;

        void Extend()
        {
            var ended = true;
            foreach (var stage in stages)
            {
                var forwards = row.Count(action => action.Stage == stage && action.Kind == ActionKind.Forward);
                var gradients = row.Count(action => action.Stage == stage && action.GivesInputGradient);
                var weights = row.Count(action => action.Stage == stage && action.FreesActivations);
                if (forwards < microbatches) Try(new(ActionKind.Forward, stage, forwards));
                if (gradients < forwards) Try(new(ActionKind.InputGradient, stage, gradients));
                if (gradients < forwards && weights == gradients
                    && costs.Backward[stage] < costs.InputGradient[stage] + costs.WeightGradient[stage] - 1e-9)
                    Try(new(ActionKind.Backward, stage, gradients));
                if (weights < gradients) Try(new(ActionKind.WeightGradient, stage, weights));
                ended &= weights == microbatches;
            }
            if (ended) found.Add([.. row]);
        }

        void Try(ScheduleAction action)
        {
            row.Add(action);
            Extend();
            row.RemoveAt(row.Count - 1);
        }
    }
}
