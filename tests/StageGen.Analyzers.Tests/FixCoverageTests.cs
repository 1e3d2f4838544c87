using Microsoft.CodeAnalysis.CodeFixes;
using StageGen.CodeFixes;
using StageGen.Generators.Tests.Support;

namespace StageGen.Analyzers.Tests;

/// <summary>No fix without a test: each is run on every rule that it is for.</summary>
public sealed class FixCoverageTests
{
    public static TheoryData<string, string> Fixes()
    {
        var fixes = new TheoryData<string, string>();
        foreach (var type in typeof(TextFix).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(CodeFixProvider).IsAssignableFrom(type)))
            foreach (string rule in ((CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds) fixes.Add(type.Name, rule);
        return fixes;
    }

    [Theory]
    [MemberData(nameof(Fixes))]
    public void AFixIsRunOnEachRuleItIsFor(string fix, string rule)
    {
        var tests = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "StageGen.Analyzers.Tests"), "*Tests.cs")
            .Select(File.ReadAllText)
            .Where(text => text.Contains($"{fix}>(", StringComparison.Ordinal));
        Assert.Contains(
            tests, text => text.Contains($"|{rule}:", StringComparison.Ordinal) || text.Contains($"\"{rule}\"", StringComparison.Ordinal));
    }
}
