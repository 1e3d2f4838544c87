using StageGen.Package.Tests.Support;

namespace StageGen.Package.Tests;

/// <summary>The list of dependencies and their licences is that of what was restored.</summary>
public sealed class DependencyTests
{
    private const string Mark = "<!-- written by DependencyTests: STAGEGEN_UPDATE=1 -->\n";

    private static readonly string[] Permissive = ["MIT", "Apache-2.0", "BSD-3-Clause", "BSD-2-Clause", "ISC"];

    [Fact]
    public void The_page_lists_what_was_restored_under_which_licence()
    {
        string path = Path.Combine(Repository.Root, "docs", "dependencies.md");
        string page = File.ReadAllText(path);
        string head = page[..(page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)];
        string expected = head + Dependencies.Table().TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("STAGEGEN_UPDATE") == "1") File.WriteAllText(path, page = expected);
        Assert.Equal(expected, page);
    }

    [Fact]
    public void What_comes_along_with_the_packages_is_under_a_permissive_licence()
    {
        string[] rows = [.. Dependencies.Table().Split("## ")[1].Split('\n').Skip(4).Where(line => line.StartsWith('|'))];
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Contains(row.Split('|')[3].Trim(), Permissive));
    }
}
