using System.Globalization;
using Xunit.Abstractions;

namespace StageGen.Fuzzing.Tests;

/// <summary>
/// Random models, compiled and run: 500, or with <c>STAGEGEN_NIGHTLY=1</c> 10,000. <c>STAGEGEN_FUZZ_SEED</c> is the first seed, and
/// alone runs one model; <c>STAGEGEN_FUZZ_COUNT</c> says how many.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper log)
{
    [Fact]
    public void EveryRandomModelTrainsAndPredictsAsTheUnsplitOne()
    {
        string? seed = Environment.GetEnvironmentVariable("STAGEGEN_FUZZ_SEED");
        string? many = Environment.GetEnvironmentVariable("STAGEGEN_FUZZ_COUNT");
        int usual = Environment.GetEnvironmentVariable("STAGEGEN_NIGHTLY") == "1" ? 10_000 : seed is null ? 500 : 1;
        int first = int.Parse(seed ?? "0", CultureInfo.InvariantCulture);
        int count = many is null ? usual : int.Parse(many, CultureInfo.InvariantCulture);
        var fuzzer = new Fuzzer();
        string? report = fuzzer.Run(Seeds(first, count));
        log.WriteLine(fuzzer.Counts.ToString());
        Assert.True(report is null, report + "\n\n" + fuzzer.Counts);
    }

    private static IEnumerable<ulong> Seeds(int first, int count) => Enumerable.Range(first, count).Select(number => (ulong)number);
}
