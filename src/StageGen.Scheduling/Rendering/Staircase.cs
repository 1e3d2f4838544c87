using System.Text;

namespace StageGen.Scheduling;

/// <summary>
/// Draws a plan as monospace text, one row a device: the staircase that shows who waits when. For comments in generated code,
/// documentation and plain terminals.
/// </summary>
public static class Staircase
{
    /// <summary>Draws a plan with one cell an action.</summary>
    /// <param name="schedule">A valid plan.</param>
    /// <param name="devices">What to call the devices; <c>device 0</c>, <c>device 1</c>, … where null.</param>
    /// <param name="columns">The most cells of a row; what does not fit is cut with an ellipsis.</param>
    /// <returns>One line a device, without a line break at the end. Where a device has one stage, cells leave the stage out: <c>F0</c>,
    /// <c>B3</c>.</returns>
    public static string Draw(Schedule schedule, IReadOnlyList<string>? devices = null, int columns = int.MaxValue)
    {
        if (schedule is null) throw new ArgumentNullException(nameof(schedule));
        PlanStructure.Check(schedule);
        PlanOrder.Check(schedule);
        var slots = PlanOrder.Run(schedule).Slots;
        return Rows(slots.Select((row, device) => row.Select((slot, index) => (schedule.Row(device)[index], slot, 1))), schedule.Devices,
            schedule.Map.StagesPerDevice > 1, devices, columns);
    }

    /// <summary>Draws a timeline to scale.</summary>
    /// <param name="timeline">Predicted or measured.</param>
    /// <param name="cell">The time a cell stands for. An action fills as many cells as its time rounds to, at least one.</param>
    /// <param name="devices">What to call the devices; <c>device 0</c>, <c>device 1</c>, … where null.</param>
    /// <param name="columns">The most cells of a row; what does not fit is cut with an ellipsis.</param>
    /// <returns>One line a device, without a line break at the end.</returns>
    public static string Draw(Timeline timeline, double cell = 1, IReadOnlyList<string>? devices = null, int columns = int.MaxValue)
    {
        if (timeline is null) throw new ArgumentNullException(nameof(timeline));
        if (!(cell > 0)) throw new ArgumentOutOfRangeException(nameof(cell), cell, "A cell stands for a time greater than 0.");
        return Rows(timeline.Devices.Select(row => row.Select(action =>
        {
            var start = (int)Math.Round(action.Start / cell, MidpointRounding.AwayFromZero);
            var end = (int)Math.Round(action.End / cell, MidpointRounding.AwayFromZero);
            return (action.Action, start, Math.Max(1, end - start));
        })), timeline.Devices.Count, Devices.HaveManyStages(timeline), devices, columns);
    }

    private static string Rows(
        IEnumerable<IEnumerable<(ScheduleAction Action, int Start, int Cells)>> rows, int count, bool manyStages,
        IReadOnlyList<string>? devices, int columns)
    {
        var names = Enumerable.Range(0, count).Select(device => Devices.Name(devices, device)).ToArray();
        var label = names.Max(name => name.Length);
        var cells = rows.Select(row => Cells(row, manyStages)).ToArray();
        var width = cells.SelectMany(row => row).Select(text => text.Length).DefaultIfEmpty(2).Max();
        var length = cells.Max(row => row.Count);

        var lines = new List<string>();
        for (var device = 0; device < count; device++)
        {
            var line = new StringBuilder(names[device].PadRight(label)).Append(' ');
            for (var column = 0; column < Math.Min(length, columns); column++)
            {
                var text = column < cells[device].Count ? cells[device][column] : Idle;
                _ = line.Append(' ')
                    .Append(text == Idle ? text.PadLeft(width, Idle[0])
                        : text == More ? text.PadLeft(width, More[0])
                        : text.PadRight(width));
            }
            if (length > columns) _ = line.Append(" …");
            lines.Add(line.ToString().TrimEnd());
        }
        return string.Join("\n", lines);
    }

    private const string Idle = "·";
    private const string More = "─";

    private static List<string> Cells(IEnumerable<(ScheduleAction Action, int Start, int Cells)> row, bool manyStages)
    {
        var cells = new List<string>();
        foreach (var (action, start, count) in row)
        {
            while (cells.Count < start) cells.Add(Idle);
            cells.Add(Devices.Label(action, manyStages));
            for (var more = 1; more < count; more++) cells.Add(More);
        }
        return cells;
    }
}
