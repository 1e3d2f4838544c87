using System.Globalization;
using System.Text.RegularExpressions;
using StageGen.CodeFixes;
using StageGen.Generators.Tests.Support;

namespace StageGen.Analyzers.Tests;

/// <summary>
/// The benchmark <c>rebalance</c> measures a lopsided GPT and a balanced one. Here: what the lopsided one is told,
/// and that the one fix makes of it the other.
/// </summary>
public sealed class LopsidedGptTests
{
    private static readonly string[] Beside = [.. new[] { "Block", "CausalSelfAttention", "Initialised" }
        .Select(name => Read("samples", "CharGpt", "Model", name + ".cs"))];

    [Fact]
    public async Task IsToldTheStageAndTheNumbers()
    {
        var diagnostic = Assert.Single(await AnalyzerRun.All(Compiler.Compile([Model("LopsidedGpt"), .. Beside])));

        Assert.Equal("SG1002", diagnostic.Id);
        var said = Regex.Match(diagnostic.GetMessage(),
            @"^Stage 0 takes 7\d % of the time where 50 % would be its share \(tokens, positions, blocks\[0–5\]\), and the pipeline is as slow as its slowest device; "
            + @"the best cut, tokens, positions, blocks\[0–3\] \| blocks\[4–7\], norm, head, has 5\d % on the slowest: a step would take (?<less>\d+) % less$");
        Assert.True(said.Success, diagnostic.GetMessage());
        // Six blocks to four are a third less; that the pipeline fills and empties takes some of it back. The benchmark measures it.
        Assert.InRange(int.Parse(said.Groups["less"].Value, CultureInfo.InvariantCulture), 20, 33);
    }

    [Fact]
    public Task OneFixMakesItTheBalancedOne() => FixTest.Better<CostAnalyzer, RebalanceFix>(
        Model("LopsidedGpt").Replace("Pipeline(Microbatches = 8)", "{|SG1002:Pipeline(Microbatches = 8)|}", StringComparison.Ordinal),
        Model("BalancedGpt").Replace("BalancedGpt", "LopsidedGpt", StringComparison.Ordinal),
        null, Beside);

    /// <summary>The class alone: with neither the directive that silences the warning nor the summary.</summary>
    private static string Model(string name)
    {
        string source = Read("benchmarks", "StageGen.Benchmarks", "Rebalancing", name + ".cs");
        return "namespace Samples;\n\n" + source[source.IndexOf("[Pipeline", StringComparison.Ordinal)..];
    }

    private static string Read(params string[] path) =>
        Regex.Replace(File.ReadAllText(Path.Combine([Repository.Root, .. path])).ReplaceLineEndings("\n"), "^using .*\n", "",
            RegexOptions.Multiline);
}
