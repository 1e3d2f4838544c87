using System.Text;

namespace StageGen.Scheduling;

/// <summary>
/// Plans as text, in the "compute only" CSV of <c>torch.distributed.pipelining</c>: one row a device, one cell an action
/// (<c>1F0</c>, <c>2I1</c>, <c>0W3</c>, <c>0B3</c>), an empty cell where the device is idle.
/// </summary>
public static class ScheduleCsv
{
    private static readonly string[] Implied = ["SEND_F", "RECV_F", "SEND_B", "RECV_B", "UNSHARD", "RESHARD", "REDUCE_GRAD"];
    private const string Overlap = "OVERLAP_F_B";

    /// <summary>Writes a plan.</summary>
    /// <param name="schedule">The plan; with <paramref name="idleCells"/> a valid one.</param>
    /// <param name="idleCells">
    /// Whether to put every action into the time slot it runs in, if all take one slot, with empty cells where the device waits,
    /// so that the file is a picture; else actions follow each other. Reading gives the same plan either way.
    /// </param>
    /// <returns>Lines ended by a line feed.</returns>
    public static string Write(Schedule schedule, bool idleCells = true)
    {
        if (schedule is null) throw new ArgumentNullException(nameof(schedule));
        if (idleCells) _ = ScheduleValidator.Validate(schedule);
        var slots = idleCells ? PlanOrder.Run(schedule).Slots : null;
        var text = new StringBuilder();
        for (var device = 0; device < schedule.Devices; device++)
        {
            var row = schedule.Row(device);
            var column = 0;
            for (var index = 0; index < row.Length; index++)
            {
                var slot = slots is null ? index : slots[device][index];
                if (index > 0) _ = text.Append(',');
                for (var idle = index == 0 ? 0 : column + 1; idle < slot; idle++) _ = text.Append(',');
                _ = text.Append(row[index]);
                column = slot;
            }
            _ = text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>
    /// Reads a plan. Which device has which stage follows from the rows. torch's <c>(0F7;7B3)OVERLAP_F_B</c> is read as its
    /// two actions in order; sends, receives and torch's handling of sharded weights are left out, since they follow from the rest.
    /// </summary>
    /// <param name="text">The file.</param>
    /// <param name="name">A title for people.</param>
    /// <returns>The plan, not validated.</returns>
    /// <exception cref="FormatException">The text is not such a file; the message names line and column.</exception>
    public static Schedule Read(string text, string name)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        var lines = Lines(text);
        if (lines.Count == 0)
            throw new FormatException($"'{name}' is empty. A plan has one row of actions a device, as in 0F0,0F1,0B0,0B1.");

        var rows = lines.Select((line, row) => Row(line, row, name).Select(cell => cell.Action).ToList()).ToList();
        var deviceOf = new Dictionary<int, int>();
        for (var device = 0; device < rows.Count; device++)
            foreach (var action in rows[device])
                if (!deviceOf.ContainsKey(action.Stage)) deviceOf[action.Stage] = device;
        for (var device = 0; device < rows.Count; device++)
            if (!deviceOf.ContainsValue(device))
                throw new FormatException(
                    $"'{name}', line {device + 1}: device {device} has no stage of its own. Every line is a device and needs actions.");
        var stages = deviceOf.Keys.Max() + 1;
        for (var stage = 0; stage < stages; stage++)
            if (!deviceOf.ContainsKey(stage))
                throw new FormatException(
                    $"'{name}' has actions on stage {stages - 1}, but none on stage {stage}. Number the stages without a gap.");

        var map = StageMap.Custom(Enumerable.Range(0, stages).Select(stage => deviceOf[stage]).ToArray());
        return new(name, map, rows.SelectMany(row => row).Max(action => action.Microbatch) + 1, rows);
    }

    /// <summary>Reads a plan and proves that it can run.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">The file's name: it is the plan's title, and what messages call it.</param>
    /// <exception cref="FormatException">
    /// The text is not a plan, or the plan cannot run; the message names the file, the line and the column, and draws what cannot run.
    /// </exception>
    public static Schedule ReadValid(string text, string name)
    {
        var schedule = Read(text, name);
        try
        {
            _ = ScheduleValidator.Validate(schedule);
            return schedule;
        }
        catch (ScheduleException problem)
        {
            // Of an action that comes twice, the second is the one too many.
            var column = Row(Lines(text)[problem.Device], problem.Device, name).LastOrDefault(cell => cell.Action == problem.Action).Column;
            var where = column == 0 ? "" : $", column {column}";
            throw new FormatException($"'{name}', line {problem.Device + 1}{where}: {problem.Message}", problem);
        }
    }

    private static List<string> Lines(string text)
    {
        var lines = text.TrimStart('\uFEFF').Replace("\r\n", "\n").Split('\n').ToList();
        while (lines.Count > 0 && lines[lines.Count - 1].Trim().Length == 0) lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    /// <summary>The actions of a line, and the column each one's cell begins at, from 1.</summary>
    private static List<(ScheduleAction Action, int Column)> Row(string line, int row, string name)
    {
        var actions = new List<(ScheduleAction, int)>();
        var next = 1;
        foreach (var text in line.Split(','))
        {
            var column = next + text.Length - text.TrimStart().Length;
            next += text.Length + 1;
            var cell = text.Trim().Trim('"').Trim();
            if (cell.Length == 0 || cell == "None" || Implied.Any(word => cell.IndexOf(word, StringComparison.Ordinal) > 0)) continue;
            var parts = cell.EndsWith(Overlap, StringComparison.Ordinal)
                ? cell.Substring(0, cell.Length - Overlap.Length).TrimStart('(').TrimEnd(')').Split(';')
                : [cell];
            foreach (var part in parts)
            {
                if (!ScheduleAction.TryParse(part, out var action))
                    throw new FormatException(
                        $"'{name}', line {row + 1}, column {column}: '{cell}' is not an action. "
                        + "An action is a stage, a letter (F forward, B backward, I input gradient, W weight gradient) and a microbatch, as in 1F0.");
                actions.Add((action, column));
            }
        }
        return actions;
    }
}
