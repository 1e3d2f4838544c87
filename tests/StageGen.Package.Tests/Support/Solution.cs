using System.Text.RegularExpressions;

namespace StageGen.Package.Tests.Support;

/// <summary>The projects of the solution.</summary>
internal static partial class Solution
{
    /// <summary>Their files, from the repository's root.</summary>
    public static string[] Projects { get; } =
        [.. ProjectFile().Matches(File.ReadAllText(Path.Combine(Repository.Root, "StageGen.sln")))
            .Select(match => match.Groups[1].Value.Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectFile();
}
