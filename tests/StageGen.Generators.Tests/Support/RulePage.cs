using System.Text.RegularExpressions;

namespace StageGen.Generators.Tests.Support;

/// <summary>
/// A page of <c>docs/rules</c>: what is wrong in an example, and right in the next. An example that shows members alone stands in a class
/// <c>Net</c>; all have the usual using directives.
/// </summary>
internal sealed record RulePage(RuleExample Wrong, RuleExample Right)
{
    private static readonly Regex Example = new(
        "(?<=\n)(?<title>Wrong|Right):\n\n```csharp\n(?<code>.*?)```\n(\n```json\n(?<profile>.*?)```)?",
        RegexOptions.CultureInvariant | RegexOptions.Singleline);

    public static string Folder { get; } = Path.Combine(Repository.Root, "docs", "rules");

    public static IReadOnlyList<string> Ids { get; } =
        [.. Directory.GetFiles(Folder, "SG*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public static string Text(string rule) => File.ReadAllText(Path.Combine(Folder, rule + ".md")).ReplaceLineEndings("\n");

    public static RulePage Of(string rule)
    {
        var examples = Example.Matches(Text(rule));
        Assert.Equal(["Wrong", "Right"], examples.Select(example => example.Groups["title"].Value));
        return new RulePage(new RuleExample(examples[0]), new RuleExample(examples[1]));
    }
}

/// <summary>An example: a source, and for rules about profiles the profile beside it.</summary>
internal sealed record RuleExample(string Source, string? Profile)
{
    public RuleExample(Match example)
        : this(Whole(example.Groups["code"].Value), example.Groups["profile"] is { Success: true, Value: var profile } ? profile : null)
    {
    }

    private static string Whole(string example) =>
        Regex.IsMatch(example, @"^(public|internal|file|sealed)?.*\bclass ", RegexOptions.Multiline) ? example : $$"""
        [Pipeline]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
        {{example}}{{(example.Contains("public Net(", StringComparison.Ordinal) ? "" : "public Net() : base(nameof(Net)) => RegisterComponents();")}}
        }
        """;
}
