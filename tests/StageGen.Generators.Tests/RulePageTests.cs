using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>Each rule's page: its wrong example is told that rule and nothing else, unless it is switched off, its right one nothing at all.</summary>
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
        Assert.Empty(await Told(rule, RulePage.Of(rule).Wrong with { Source = $"#pragma warning disable {rule}\n" + RulePage.Of(rule).Wrong.Source }));

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task AnEditorConfigSwitchesItOff(string rule) => Assert.Empty(await Told(rule, RulePage.Of(rule).Wrong, $"dotnet_diagnostic.{rule}.severity = none"));

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task AnEditorConfigChangesItsSeverity(string rule) => Assert.All(
        (await AnalyzerRun.All(RulePage.Of(rule).Wrong.Source, RulePage.Of(rule).Wrong.Profile, $"dotnet_diagnostic.{rule}.severity = suggestion")).Where(diagnostic => diagnostic.Id == rule),
        diagnostic => Assert.Equal(DiagnosticSeverity.Info, diagnostic.Severity));

    /// <summary>The rules that a source is told, mere information from other rules aside.</summary>
    private static async Task<IEnumerable<string>> Told(string rule, RuleExample example, params string[] settings) =>
        (await AnalyzerRun.All(example.Source, example.Profile, settings)).Where(diagnostic => diagnostic.Id == rule || diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.Id).Distinct();
}
