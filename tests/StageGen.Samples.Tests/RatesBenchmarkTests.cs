using System.CommandLine;
using StageGen.Benchmarks.Rates;

namespace StageGen.Samples.Tests;

/// <summary>The benchmark <c>rates</c>: that every layer has a time and an estimate.</summary>
[Collection(OneAtATime.Name)]
public sealed class RatesBenchmarkTests
{
    private static readonly SampleProgram Program = new((arguments, output, error) =>
        RatesCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }));

    [Fact]
    public async Task Each_layer_has_times_and_estimates_and_each_kind_its_ratios()
    {
        var (code, output, error) = await Program.Run("--calls 1");
        Assert.Equal((0, ""), (code, error));
        string[] parts = output.ReplaceLineEndings("\n").Split("\nestimated ÷ measured");
        Assert.Equal(2, parts.Length);
        // 7 kinds on 9 sizes of images, 5 on 11 of rows, and what has weights.
        Assert.Equal(203, parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1);
        Assert.Equal(18, parts[1].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1);
        Assert.DoesNotContain("NaN", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_that_is_not_there_is_refused_by_name()
    {
        var (code, output, error) = await Program.Run("--kind lineal");
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("--kind: nothing begins with lineal; there are linear, conv 3×3, ", error, StringComparison.Ordinal);
    }
}
