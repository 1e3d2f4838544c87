using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using StageGen.Benchmarks.Shares;

namespace StageGen.Samples.Tests;

/// <summary>The benchmark <c>shares</c>: that it measures every stage, however few its steps.</summary>
[Collection(OneAtATime.Name)]
public sealed partial class SharesBenchmarkTests
{
    private static readonly SampleProgram Program = new((arguments, output, error) =>
        SharesCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }));

    [Fact]
    public async Task Each_stage_has_its_shares_which_add_up_to_all()
    {
        var (code, output, error) = await Program.Run("--model TwoTower --rounds 1 --steps 1");
        Assert.Equal((0, ""), (code, error));
        var stages = Stage().Matches(output);
        Assert.Equal(["0", "1", "2"], stages.Select(stage => stage.Groups[1].Value));
        for (var column = 2; column <= 5; column++)
            Assert.Equal(100, stages.Sum(stage => double.Parse(stage.Groups[column].Value, CultureInfo.InvariantCulture)), 0.2);
    }

    [GeneratedRegex(@"^TwoTower +(\d) +([\d.]+) % +([\d.]+) % +([\d.]+) % +([\d.]+) %\r?$", RegexOptions.Multiline)]
    private static partial Regex Stage();
}
