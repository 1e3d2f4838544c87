namespace StageGen.Tool;

/// <summary>A table in plain text; the first column to the left, or those that are said, the others to the right.</summary>
internal static class TextTable
{
    public static void Write(TextWriter output, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows,
        IReadOnlyCollection<int>? left = null)
    {
        left ??= [0];
        var lines = rows.Prepend(headings).ToList();
        var widths = headings.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
            output.WriteLine(string.Join("  ",
                line.Select((cell, column) => left.Contains(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))
                .TrimEnd());
    }
}
