using System.Globalization;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StageGen.Analyzers;

/// <summary>The thresholds of the cost rules, from <c>.editorconfig</c>; what cannot be read there is taken for not being there.</summary>
/// <param name="Imbalance">How much longer than the mean the slowest device may take, in percent: <c>stagegen_imbalance_threshold</c>.</param>
/// <param name="Transfer">How long transfers may take beside computing, in percent: <c>stagegen_transfer_threshold</c>.</param>
/// <param name="Skip">How many stages further on a value may be read before it counts as long held: <c>stagegen_skip_threshold</c>.</param>
/// <param name="TeraFlops">What a GPU computes, in TFLOP/s: <c>stagegen_device_teraflops</c>.</param>
/// <param name="LinkGigabytes">What goes between two devices, in GB/s: <c>stagegen_link_gigabytes</c>.</param>
internal sealed record CostOptions(double Imbalance, double Transfer, double Skip, double TeraFlops, double LinkGigabytes)
{
    public static CostOptions Of(AnalyzerConfigOptions options)
    {
        return new CostOptions(
            Number("stagegen_imbalance_threshold", 15),
            Number("stagegen_transfer_threshold", 25),
            Number("stagegen_skip_threshold", 3),
            Number("stagegen_device_teraflops", 20),
            Number("stagegen_link_gigabytes", 12));

        double Number(string name, double otherwise) =>
            options.TryGetValue(name, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0 ? value : otherwise;
    }
}
