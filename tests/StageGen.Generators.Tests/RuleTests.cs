using System.Reflection;
using Microsoft.CodeAnalysis;
using StageGen.Analyzers;
using StageGen.Modeling;
using StageGen.Modeling.Costs;

namespace StageGen.Generators.Tests;

/// <summary>Ids, descriptors, help pages and release rows belong together and stay together.</summary>
public sealed class RuleTests
{
    private static IEnumerable<string> Authoring => IdsOf(typeof(Rules));

    private static IEnumerable<string> Ids => Authoring.Concat(IdsOf(typeof(CostRules)));

    private static IEnumerable<DiagnosticDescriptor> All => Descriptors.All.Values.Concat(CostDescriptors.All.Values);

    [Fact]
    public void EveryIdHasOneDescriptor() => Assert.Equal(Ids.Order(StringComparer.Ordinal), All.Select(descriptor => descriptor.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void AuthoringIdsAreNumberedWithoutAGap() =>
        Assert.Equal(Enumerable.Range(1, Authoring.Count()).Select(number => $"SG{number:D4}"), Authoring.Order(StringComparer.Ordinal));

    [Fact]
    public void EveryDescriptorIsReportedByOneAnalyzer() => Assert.Equal(
        Ids.Order(StringComparer.Ordinal),
        new PipelineAnalyzer().SupportedDiagnostics.Concat(new CrossingTypeAnalyzer().SupportedDiagnostics).Concat(new CostAnalyzer().SupportedDiagnostics).Select(descriptor => descriptor.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void EveryRuleHasAPageThatItsLinkLeadsTo()
    {
        foreach (var descriptor in All)
        {
            Assert.Equal($"https://github.com/stagegen/stagegen/blob/main/docs/rules/{descriptor.Id}.md", descriptor.HelpLinkUri);
            string page = File.ReadAllText(Path.Combine(Root, "docs", "rules", descriptor.Id + ".md"));
            Assert.StartsWith($"# {descriptor.Id}: {descriptor.Title}\n\n{descriptor.DefaultSeverity}, category `{descriptor.Category}`.", page.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.Contains("Wrong:", page, StringComparison.Ordinal);
            Assert.Contains("Right:", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ThePagesIndexListsEveryRule() => Assert.Equal(
        All.OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal)
            .Select(descriptor => $"| [{descriptor.Id}]({descriptor.Id}.md) | {descriptor.Title} | {descriptor.DefaultSeverity} |"),
        File.ReadLines(Path.Combine(Root, "docs", "rules", "README.md")).Where(line => line.StartsWith("| [", StringComparison.Ordinal)));

    [Fact]
    public void EveryRuleHasAReleaseRow()
    {
        string folder = Path.Combine(Root, "analyzers", "StageGen.Analyzers");
        string rows = File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Shipped.md")) + File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Unshipped.md"));
        foreach (var descriptor in All)
            Assert.Contains($"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}", rows, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyErrorsStopGeneration()
    {
        foreach (var descriptor in Descriptors.All.Values)
            Assert.Equal(descriptor.DefaultSeverity == DiagnosticSeverity.Error, Rules.StopsGeneration(descriptor.Id));
    }

    private static IEnumerable<string> IdsOf(Type rules) =>
        rules.GetFields(BindingFlags.Public | BindingFlags.Static).Where(constant => constant.IsLiteral).Select(constant => (string)constant.GetRawConstantValue()!);

    private static string Root => Support.Repository.Root;
}
