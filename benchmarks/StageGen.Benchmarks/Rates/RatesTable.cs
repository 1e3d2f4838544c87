using System.Globalization;
using StageGen.Benchmarks.Pipelines;
using StageGen.Modeling.Costs;

namespace StageGen.Benchmarks.Rates;

/// <summary>
/// What was measured, what was estimated, and the one over the other: a line for each layer, and at the end one for each kind.
/// </summary>
internal sealed class RatesTable(TextWriter output)
{
    private readonly List<Row> rows = [];

    public void Add(TimedLayer layer, EstimatedTime measured)
    {
        if (rows.Count == 0)
            output.WriteLine($"{"",-42}{"forward µs",11}{"estimated",11}{"ratio",7}{"backward µs",13}{"estimated",11}{"ratio",7}");
        var row = new Row(layer, measured, layer.Estimate);
        rows.Add(row);
        Write(
            $"{layer.Kind + " " + layer.Shape,-42}{measured.Forward * 1e6,11:F1}{row.Estimate.Forward * 1e6,11:F1}{row.Forward,7:F2}",
            $"{measured.Backward * 1e6,13:F1}{row.Estimate.Backward * 1e6,11:F1}{row.Backward,7:F2}");
    }

    /// <summary>For each kind the middle of its ratios, estimated over measured, and the one that is furthest from 1.</summary>
    public void WriteSummary()
    {
        output.WriteLine();
        output.WriteLine(
            $"{"estimated ÷ measured",-26}{"shapes",7}{"forward",9}{"worst",7}{"backward",10}{"worst",7}{"both",7}{"worst",7}");
        foreach (var kind in rows.GroupBy(row => row.Layer.Kind))
        {
            Write(
                $"{kind.Key,-26}{kind.Count(),7}{Median.Of(kind.Select(row => row.Forward)),9:F2}{Worst(kind.Select(row => row.Forward)),7:F2}",
                $"{Median.Of(kind.Select(row => row.Backward)),10:F2}{Worst(kind.Select(row => row.Backward)),7:F2}",
                $"{Median.Of(kind.Select(row => row.Both)),7:F2}{Worst(kind.Select(row => row.Both)),7:F2}");
        }
    }

    private static double Worst(IEnumerable<double> ratios) => ratios.MaxBy(ratio => Math.Abs(Math.Log(ratio)));

    private void Write(params FormattableString[] parts)
        => output.WriteLine(string.Concat(parts.Select(part => part.ToString(CultureInfo.InvariantCulture))));

    private sealed record Row(TimedLayer Layer, EstimatedTime Measured, EstimatedTime Estimate)
    {
        public double Forward => Estimate.Forward / Measured.Forward;

        public double Backward => Estimate.Backward / Measured.Backward;

        public double Both => (Estimate.Forward + Estimate.Backward) / (Measured.Forward + Measured.Backward);
    }
}
