namespace Samples.Display;

/// <summary>A curve drawn with block characters.</summary>
public static class LossChart
{
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    /// <summary>The rows of a chart from zero up to the highest value, top row first, labelled on the right.</summary>
    /// <param name="values">What to draw; finite, not negative.</param>
    /// <param name="width">Columns, the label's included.</param>
    /// <param name="height">Rows.</param>
    public static IReadOnlyList<string> Rows(IReadOnlyList<double> values, int width, int height)
    {
        const int label = 6;
        if (values.Count == 0) return [.. Enumerable.Repeat("", height)];
        var columns = Math.Max(1, Math.Min(width - label, values.Count));
        var heights = Enumerable.Range(0, columns).Select(column =>
        {
            var (from, to) = (column * values.Count / columns, (column + 1) * values.Count / columns);
            return Enumerable.Range(from, to - from).Average(i => values[i]);
        }).ToArray();
        var top = Math.Max(heights.Max(), double.Epsilon);
        return [.. Enumerable.Range(0, height).Select(row =>
        {
            var floor = height - 1 - row;
            var cells = heights.Select(value => Eighths[(int)Math.Round(Math.Clamp(value / top * height - floor, 0, 1) * 8)]);
            var name = row == 0 ? $" {top:F2}" : row == height - 1 ? " 0" : "";
            return string.Concat(cells) + name;
        })];
    }
}
