using System.Text;

namespace StageGen.Scheduling;

/// <summary>Draws a plan, or the part of it around a fault, as a text grid: one row a device, one column a slot.</summary>
internal static class PlanGrid
{
    private const int Columns = 11;
    private const int Rows = 12;

    /// <summary>Draws the actions at the slots given by <paramref name="slots"/>, or one after the other where that is null.</summary>
    public static string Draw(Schedule schedule, int device, int index, string note, int[][]? slots = null)
    {
        var cells = Place(schedule, slots);
        var marked = index < 0 ? 0 : slots is null ? index : slots[device][index];
        var width = cells.Max(row => row.Count);
        var first = Math.Max(0, Math.Min(marked - Columns / 2, width - Columns));
        var last = Math.Min(width, first + Columns);
        var top = Math.Max(0, Math.Min(device - Rows / 2, schedule.Devices - Rows));
        var bottom = Math.Min(schedule.Devices, top + Rows);
        var cell = Math.Max(3, cells.SelectMany(row => row).Max(text => text?.Length ?? 0));

        var grid = new StringBuilder();
        if (top > 0) _ = grid.Append("  … ").Append(top).Append(" more device(s) above\n");
        for (var row = top; row < bottom; row++)
        {
            _ = grid.Append($"  device {row}".PadRight(12)).Append(first > 0 ? "…" : " ");
            for (var column = first; column < last; column++)
            {
                var text = column < cells[row].Count ? cells[row][column] : null;
                var here = row == device && column == marked && index >= 0;
                _ = grid.Append(here ? '>' : ' ').Append((text ?? "·").PadLeft(cell)).Append(here ? '<' : ' ');
            }
            if (last < width) _ = grid.Append('…');
            if (row == device) _ = grid.Append("  <-- ").Append(note);
            _ = grid.Append('\n');
        }
        if (bottom < schedule.Devices) _ = grid.Append("  … ").Append(schedule.Devices - bottom).Append(" more device(s) below\n");
        return grid.ToString();
    }

    private static List<List<string?>> Place(Schedule schedule, int[][]? slots)
    {
        var rows = new List<List<string?>>();
        for (var device = 0; device < schedule.Devices; device++)
        {
            var row = new List<string?>();
            for (var index = 0; index < schedule.Actions[device].Count; index++)
            {
                var slot = slots is null ? index : slots[device][index];
                while (row.Count <= slot) row.Add(null);
                row[slot] = schedule.Actions[device][index].ToString();
            }
            rows.Add(row);
        }
        return rows;
    }
}
