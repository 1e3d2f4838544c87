using Microsoft.CodeAnalysis.Diagnostics;

namespace StageGen.Analyzers;

/// <summary>The thresholds of the cost rules, from <c>.editorconfig</c>; what cannot be read there is taken for not being there.</summary>
/// <param name="Imbalance">How much longer than the mean the slowest device may take, in percent:
/// <c>stagegen_imbalance_threshold</c>.</param>
/// <param name="Idle">How little a device may work beside the slowest one, in percent: <c>stagegen_idle_threshold</c>.</param>
/// <param name="Transfer">How long transfers may take beside computing, in percent: <c>stagegen_transfer_threshold</c>.</param>
/// <param name="Skip">How many stages further on a value may be read before it counts as long held: <c>stagegen_skip_threshold</c>.</param>
/// <param name="PingPong">How much longer a step may take for what goes to and fro, in percent:
/// <c>stagegen_ping_pong_threshold</c>.</param>
/// <param name="TeraFlops">What a GPU computes, in TFLOP/s: <c>stagegen_device_teraflops</c>.</param>
/// <param name="LinkGigabytes">What goes between two devices, in GB/s: <c>stagegen_link_gigabytes</c>.</param>
internal sealed record CostOptions(double Imbalance, double Idle, double Transfer, double Skip, double PingPong, double TeraFlops,
    double LinkGigabytes)
{
    public static CostOptions Of(AnalyzerConfigOptions options) =>
        new(
            options.Number("stagegen_imbalance_threshold", 15),
            options.Number("stagegen_idle_threshold", 10),
            options.Number("stagegen_transfer_threshold", 25),
            options.Number("stagegen_skip_threshold", 3),
            options.Number("stagegen_ping_pong_threshold", 5),
            options.Number("stagegen_device_teraflops", 20),
            options.Number("stagegen_link_gigabytes", 12));
}
