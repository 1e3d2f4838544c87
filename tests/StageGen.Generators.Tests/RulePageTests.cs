using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>
/// Each rule's page: its wrong example is told that rule and nothing else, unless it is switched off, its right one nothing at all.
/// </summary>
public sealed class RulePageTests
{
    public static TheoryData<string> Rules() => [.. RulePage.Ids];

    public static TheoryData<string> RulesOfSources() => [.. RulePage.Ids.Where(rule => RulePage.Of(rule).Wrong.Profile is null)];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task WhatIsWrongIsToldThisRuleAlone(string rule) => Assert.Equal([rule], await Told(rule, RulePage.Of(rule).Wrong));

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task WhatIsRightIsToldNothingAndCompiles(string rule)
    {
        var right = RulePage.Of(rule).Right;
        Assert.Empty(await Told(rule, right));
        _ = GeneratorRun.Of(right.Source);
    }

    [Theory]
    [MemberData(nameof(RulesOfSources))]
    public async Task APragmaSwitchesItOff(string rule) =>
        Assert.Empty(await Told(rule,
            RulePage.Of(rule).Wrong with { Source = $"#pragma warning disable {rule}\n" + RulePage.Of(rule).Wrong.Source }));

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task AnEditorConfigSwitchesItOff(string rule) =>
        Assert.Empty(await Told(rule, RulePage.Of(rule).Wrong, $"dotnet_diagnostic.{rule}.severity = none"));

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task AnEditorConfigChangesItsSeverity(string rule) => Assert.All(
        (await AnalyzerRun.All(RulePage.Of(rule).Wrong.Source, RulePage.Of(rule).Wrong.Profile,
            $"dotnet_diagnostic.{rule}.severity = suggestion"))
            .Where(diagnostic => diagnostic.Id == rule),
        diagnostic => Assert.Equal(DiagnosticSeverity.Info, diagnostic.Severity));

    /// <summary>Every threshold that a page names, and a value at which its wrong example is none.</summary>
    public static TheoryData<string, string, string> Thresholds()
    {
        var thresholds = new TheoryData<string, string, string>();
        foreach (string rule in RulePage.Ids)
            foreach (string option in Regex.Matches(RulePage.Text(rule), "stagegen_\\w+_threshold").Select(match => match.Value).Distinct())
                // Of an idle device it is how little it works, of all else how much is too much.
                thresholds.Add(rule, option, option == "stagegen_idle_threshold" ? "0.001" : "100000");
        return thresholds;
    }

    [Theory]
    [MemberData(nameof(Thresholds))]
    public async Task AThresholdSwitchesItOff(string rule, string option, string value) =>
        Assert.DoesNotContain(rule, await Told(rule, RulePage.Of(rule).Wrong, $"{option} = {value}"));

    [Fact]
    public void EveryThresholdIsOnAPage()
    {
        string folder = Path.Combine(Repository.Root, "analyzers", "StageGen.Analyzers");
        var read = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(path => Regex.Matches(File.ReadAllText(path), "(?<=\")stagegen_\\w+(?=\")")).Select(match => match.Value).Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(read, RulePage.Ids.SelectMany(rule => Regex.Matches(RulePage.Text(rule), "stagegen_\\w+").Select(match => match.Value))
            .Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>The rules that a source is told, mere information from other rules aside.</summary>
    private static async Task<IEnumerable<string>> Told(string rule, RuleExample example, params string[] settings) =>
        (await AnalyzerRun.All(example.Source, example.Profile, settings))
            .Where(diagnostic => diagnostic.Id == rule || diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(diagnostic => diagnostic.Id).Distinct();
}
