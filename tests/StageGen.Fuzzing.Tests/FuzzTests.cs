using System.Globalization;
using TorchSharp;

namespace StageGen.Fuzzing.Tests;

/// <summary>
/// Random models, compiled and run: 500, or with <c>STAGEGEN_NIGHTLY=1</c> 10,000 from <c>STAGEGEN_FUZZ_SEED</c> on; that variable
/// alone runs one model.
/// </summary>
public sealed class FuzzTests
{
    [Fact]
    public void EveryRandomModelTrainsAsTheUnsplitOne()
    {
        bool nightly = Environment.GetEnvironmentVariable("STAGEGEN_NIGHTLY") == "1";
        string? seed = Environment.GetEnvironmentVariable("STAGEGEN_FUZZ_SEED");
        int first = int.Parse(seed ?? "0", CultureInfo.InvariantCulture);
        int count = nightly ? 10_000 : seed is null ? 500 : 1;
        string? report = new Fuzzer().Run(Enumerable.Range(first, count).Select(number => (ulong)number));
        Assert.True(report is null, report);
    }

    /// <summary>A fuzzer that cannot fail proves nothing: a gradient of every model with a loop is made wrong.</summary>
    [Fact]
    public void AWrongGradientIsSeenAndShrunkToTheLineThatMakesIt()
    {
        var fuzzer = new Fuzzer((model, split) =>
        {
            if (!model.Lines.Any(line => line.Kind == LineKind.Foreach)) return;
            foreach (var gradient in split.parameters().Select(parameter => parameter.grad).OfType<torch.Tensor>())
                using (torch.no_grad()) _ = gradient.add_(0.5);
        });

        string? report = fuzzer.Run(Enumerable.Range(0, 100).Select(number => (ulong)number));
        Assert.NotNull(report);
        Assert.Contains("differs by 0.5", report, StringComparison.Ordinal);
        Assert.Contains("STAGEGEN_FUZZ_SEED=", report, StringComparison.Ordinal);
        string body = report[report.IndexOf("forward(", StringComparison.Ordinal)..report.IndexOf("return", StringComparison.Ordinal)];
        Assert.Equal(1, body.Split('\n').Count(line => line.TrimEnd().EndsWith(';')));
        Assert.Contains("foreach", body, StringComparison.Ordinal);
    }
}
