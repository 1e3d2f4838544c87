using System.Reflection;
using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Support;
using StageGen.Modeling;

namespace StageGen.Generators.Tests;

/// <summary>Ids, descriptors, help pages and release rows belong together and stay together.</summary>
public sealed class RuleTests
{
    /// <summary>The ids: constants of the classes named <c>…Rules</c>.</summary>
    private static IEnumerable<string> Ids =>
        typeof(Rules).Assembly.GetTypes().Where(type => type.Name.EndsWith("Rules", StringComparison.Ordinal))
            .SelectMany(rules => rules.GetFields(BindingFlags.Public | BindingFlags.Static)).Where(constant => constant.IsLiteral)
            .Select(constant => (string)constant.GetRawConstantValue()!).Order(StringComparer.Ordinal);

    private static IEnumerable<DiagnosticDescriptor> Descriptors =>
        EveryAnalyzer.All.SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal);

    [Fact]
    public void EveryIdIsReportedByOneAnalyzer() => Assert.Equal(Ids, Descriptors.Select(descriptor => descriptor.Id));

    [Fact]
    public void AuthoringIdsAreNumberedWithoutAGap()
    {
        var authoring = Ids.Where(id => id.StartsWith("SG0", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, authoring.Count()).Select(number => $"SG{number:D4}"), authoring);
    }

    [Fact]
    public void TheFirstDigitOfAnIdIsItsCategorys()
    {
        foreach (var digit in Descriptors.GroupBy(descriptor => descriptor.Id[..3]))
            Assert.Single(digit.Select(descriptor => descriptor.Category).Distinct());
        Assert.Equal(Descriptors.Select(descriptor => descriptor.Id[..3]).Distinct().Count(),
            Descriptors.Select(descriptor => descriptor.Category).Distinct().Count());
    }

    [Fact]
    public void EveryRuleHasAPageThatItsLinkLeadsTo()
    {
        foreach (var descriptor in Descriptors)
        {
            Assert.Equal($"https://github.com/stagegen/stagegen/blob/main/docs/rules/{descriptor.Id}.md", descriptor.HelpLinkUri);
            Assert.StartsWith($"# {descriptor.Id}: {descriptor.Title}\n\n{descriptor.DefaultSeverity}, category `{descriptor.Category}`.",
                RulePage.Text(descriptor.Id), StringComparison.Ordinal);
        }
        Assert.Equal(Descriptors.Select(descriptor => descriptor.Id), RulePage.Ids);
    }

    [Fact]
    public void ThePagesIndexListsEveryRule() => Assert.Equal(
        Descriptors.Select(descriptor => $"| [{descriptor.Id}]({descriptor.Id}.md) | {descriptor.Title} | {descriptor.DefaultSeverity} |"),
        File.ReadLines(Path.Combine(RulePage.Folder, "README.md")).Where(line => line.StartsWith("| [", StringComparison.Ordinal)));

    [Fact]
    public void EveryRuleHasAReleaseRow()
    {
        string folder = Path.Combine(Repository.Root, "analyzers", "StageGen.Analyzers");
        string[] rows = [.. new[] { "Shipped", "Unshipped" }
            .SelectMany(file => File.ReadLines(Path.Combine(folder, $"AnalyzerReleases.{file}.md")))
            .Where(line => line.StartsWith("SG", StringComparison.Ordinal))];
        Assert.Equal(Descriptors.Select(
            descriptor => $"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}"), rows);
    }

    [Fact]
    public void OnlyErrorsStopGeneration()
    {
        foreach (var descriptor in Descriptors.Where(descriptor => StageGen.Analyzers.Descriptors.All.ContainsKey(descriptor.Id)))
            Assert.Equal(descriptor.DefaultSeverity == DiagnosticSeverity.Error, Rules.StopsGeneration(descriptor.Id));
        Assert.DoesNotContain(Descriptors, descriptor => descriptor.DefaultSeverity == DiagnosticSeverity.Error
            && !StageGen.Analyzers.Descriptors.All.ContainsKey(descriptor.Id));
    }
}
