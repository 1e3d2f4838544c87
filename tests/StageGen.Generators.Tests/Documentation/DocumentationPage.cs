using System.Text.RegularExpressions;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests.Documentation;

/// <summary>A code block of the documentation: the page, the line it begins in, its language and its text.</summary>
internal sealed record CodeBlock(string Page, int Line, string Language, string Text)
{
    public override string ToString() => $"{Page}:{Line}";
}

/// <summary>
/// The pages whose code blocks are compiled: README.md, CONTRIBUTING.md and docs, but for the pages of the rules,
/// which have tests of their own, and docs/mistakes.md, which a test writes from what it compiles.
/// </summary>
internal static class DocumentationPage
{
    private static readonly Regex Fence = new("(?<=^|\n)```(?<language>[a-z]*)\n(?<text>.*?)(?<=\n)```(?=\n|$)",
        RegexOptions.CultureInvariant | RegexOptions.Singleline);

    public static IReadOnlyList<string> Names { get; } =
    [
        "README.md", "CONTRIBUTING.md", "src/StageGen/README.md", "src/StageGen.Tool/README.md", "src/StageGen.Templates/README.md",
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(path => "docs/" + Path.GetFileName(path))
            .Where(name => name != "docs/mistakes.md").Order(StringComparer.Ordinal),
    ];

    public static string Text(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

    public static IReadOnlyList<CodeBlock> Blocks(string page)
    {
        string text = Text(page);
        return [.. Fence.Matches(text)
            .Select(match => new CodeBlock(page, text[..match.Index].Count(c => c == '\n') + 1, match.Groups["language"].Value,
                match.Groups["text"].Value))];
    }
}
