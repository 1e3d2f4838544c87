using System.Text.RegularExpressions;
using TorchSharp;

namespace StageGen.Fuzzing.Tests;

/// <summary>A fuzzer that cannot fail proves nothing: here gradients and slices are made wrong, which it must find and shrink.</summary>
public sealed class PlantedFaultTests
{
    [Fact]
    public void AWrongGradientIsSeenAndShrunkToTheLineThatMakesIt()
    {
        string report = ReportOf(new Fuzzer(spoilGradients: (model, split) =>
        {
            if (!Has(model, LineKind.Foreach)) return;
            foreach (var gradient in split.parameters().Select(parameter => parameter.grad).OfType<torch.Tensor>())
                using (torch.no_grad()) _ = gradient.add_(0.5);
        }));

        Assert.Contains("differs by 0.5", report, StringComparison.Ordinal);
        Assert.Contains("foreach", OnlyLine(report), StringComparison.Ordinal);
    }

    /// <summary>A stage takes another value than the one that crosses to it: of the same shape, so that nothing throws.</summary>
    [Fact]
    public void AWrongValueAtABorderIsSeenAndShrunkToTheLinesThatCrossIt()
    {
        const string Get = @"microbatch\.Get<Tensor>\((\d+)\)";
        const string Wrong = "microbatch.Get<Tensor>($1)";
        string report = ReportOf(new Fuzzer(spoilSlices: (model, text) =>
            Has(model, LineKind.Join) ? Regex.Replace(text, $"{Get}, {Get}", $"{Wrong}, {Wrong}") : text));

        // A line that makes the value, and the one that reads it.
        Assert.Contains("the loss is", report, StringComparison.Ordinal);
        Assert.Contains("cat([", report, StringComparison.Ordinal);
        Assert.Matches("Shrunk to [12] of ", report);
    }

    /// <summary>A stage leaves out a layer, so that its weights have no gradient.</summary>
    [Fact]
    public void AMissingWeightIsSeenAndShrunkToTheLineThatUsesIt()
    {
        string report = ReportOf(new Fuzzer(spoilSlices: (_, text) => Regex.Replace(text, @"\w+\[""two""\]\.call\((\w+)\)", "$1")));

        Assert.Contains("the loss is", report, StringComparison.Ordinal);
        Assert.Contains("[\"two\"]", OnlyLine(report), StringComparison.Ordinal);
    }

    /// <summary>Only what a prediction runs is wrong.</summary>
    [Fact]
    public void AWrongPredictionIsSeen()
    {
        string report = ReportOf(new Fuzzer(spoilSlices: (_, text) =>
            Regex.Replace(text, @"(\w+)\.call\((\w+)\)\.tanh\(\);", "$1.call($2).tanh() * (training ? 1 : 2);")));

        Assert.Contains("of a prediction differs", report, StringComparison.Ordinal);
        _ = OnlyLine(report);
    }

    private static bool Has(FuzzModel model, LineKind kind) => model.Lines.Any(line => line.Kind == kind);

    private static string ReportOf(Fuzzer fuzzer)
    {
        string? report = fuzzer.Run(Enumerable.Range(0, 100).Select(number => (ulong)number), mostReports: 1);
        Assert.NotNull(report);
        Assert.Contains("STAGEGEN_FUZZ_SEED=", report, StringComparison.Ordinal);
        return report;
    }

    /// <summary>The body that is left, which must be that of one line.</summary>
    private static string OnlyLine(string report)
    {
        Assert.Contains("Shrunk to 1 of ", report, StringComparison.Ordinal);
        return report[report.IndexOf("forward(", StringComparison.Ordinal)..report.LastIndexOf("        return", StringComparison.Ordinal)];
    }
}
