using System.Text.Json;

namespace StageGen.Samples.Tests;

/// <summary>A sample, run through its command line.</summary>
internal sealed class SampleProgram(Func<string[], TextWriter, TextWriter, Task<int>> command)
{
    public async Task<(int Code, string Output, string Error)> Run(string arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await command(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs what must succeed; gives its JSON.</summary>
    public async Task<(string Output, JsonElement Json)> Succeeds(string arguments)
    {
        var (code, output, error) = await Run(arguments + " --json");
        Assert.Equal((0, ""), (code, error));
        // Whatever the sample: a step as predicted, one as measured, and what each device did in both.
        foreach (var title in new[] { "Predicted", "Measured" })
            Assert.Matches($@"\n{title}, [\d.]+ ms, bubble [\d.]+ %\n(cpu #\d [^\n]+ idle +[\d.]+ %\n)+", output);
        Assert.Matches(
            @"\ndevice +busy +bubble +transfer +peak activations[^\n]*\ncpu #0  Predicted +[\d.]+ ms[^\n]*\n        Measured +[\d.]+ ms",
            output);
        return (output, JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement);
    }

    /// <summary>Runs what must equal the unsplit model bit by bit; gives what it wrote.</summary>
    public async Task<string> EqualsTheUnsplitModel(string arguments)
    {
        var (output, json) = await Succeeds(arguments + " --compare");
        Assert.DoesNotContain("NOT bit-identical", output, StringComparison.Ordinal);
        var comparison = json.GetProperty("compare");
        Assert.True(comparison.GetProperty("losses_identical").GetBoolean());
        Assert.True(comparison.GetProperty("weights_identical").GetBoolean());
        Assert.True(comparison.GetProperty("speedup").GetDouble() > 0);
        return output;
    }

    /// <summary>Runs what must be refused, in one line that says certain words.</summary>
    public async Task Refuses(string arguments, params IEnumerable<string> said)
    {
        var (code, _, error) = await Run(arguments);
        Assert.Equal(1, code);
        Assert.All(said, words => Assert.Contains(words, error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }
}

/// <summary>Tests that draw from libtorch's one generator of random numbers: never two at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneAtATime
{
    public const string Name = "one at a time";
}
