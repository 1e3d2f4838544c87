using System.Text;
using StageGen.Modeling.Costs;
using static StageGen.Tool.Picture;

namespace StageGen.Tool;

/// <summary>Draws what each device holds when it holds most: weights, gradients, optimizer and activations, beside what it has.</summary>
internal static class MemoryPicture
{
    private const double Row = 22, Bar = 15, Legend = 24;
    private static readonly string[] Parts = ["weights", "gradients", "optimizer", "activations"];

    public static Picture Draw(IReadOnlyList<DeviceSummary> devices, double width)
    {
        double left = 14 + devices.Max(device => device.Name.Length) * Letter(12), right = width - 150;
        // A limit far away would leave nothing of the bars to be seen: it is told in numbers then.
        double most = devices.Max(device => device.PeakBytes),
            limit = devices.Max(device => double.IsInfinity(device.MemoryBytes) ? 0 : device.MemoryBytes);
        double scale = (right - left) / Math.Max(limit <= 4 * most ? Math.Max(most, limit) : most, 1);
        var svg = new StringBuilder();
        double x = left;
        for (int part = 0; part < Parts.Length; part++)
        {
            _ = svg.Append($"<rect x=\"{N(x)}\" y=\"2\" width=\"12\" height=\"12\" rx=\"2\" class=\"part{part}\"/>")
                .Append(Text(x + 18, 12, Parts[part], "dim"));
            x += 40 + Parts[part].Length * Letter(12);
        }
        double y = Legend;
        foreach (var device in devices)
        {
            _ = svg.Append(Text(left - 10, y + 12, device.Name, "ink", " text-anchor=\"end\""))
                .Append($"<rect x=\"{N(left)}\" y=\"{N(y)}\" width=\"{N(right - left)}\" height=\"{N(Bar)}\" rx=\"2\" class=\"track\"/>");
            x = left;
            double[] sizes = [device.WeightBytes, device.GradientBytes, device.OptimizerBytes, device.ActivationBytes];
            for (int part = 0; part < sizes.Length; part++)
            {
                _ = svg.Append($"<g><title>{Escape(device.Name)}: {Parts[part]} {PlanNumbers.Bytes(sizes[part])}</title>")
                    .Append($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(sizes[part] * scale)}\" height=\"{N(Bar)}\" class=\"part{part}\"/></g>");
                x += sizes[part] * scale;
            }
            bool over = device.PeakBytes > device.MemoryBytes;
            if (left + device.MemoryBytes * scale <= right + .5)
                _ = svg.Append($"<path d=\"M{N(left + device.MemoryBytes * scale)} {N(y - 2)}v{N(Bar + 4)}\" class=\"limit\"/>");
            string told = PlanNumbers.Bytes(device.PeakBytes)
                + (double.IsInfinity(device.MemoryBytes) ? "" : $" of {PlanNumbers.Bytes(device.MemoryBytes)}")
                + (over ? ": too much" : "");
            _ = svg.Append(Text(right + 10, y + 12, told, over ? "over" : "ink"));
            y += Row;
        }
        return new(width, y, svg.ToString());
    }
}
