using System.Text;
using Microsoft.CodeAnalysis;

namespace StageGen.Generators.Tests.Support;

/// <summary>
/// A file under <c>Wrong</c>: a model as somebody might write it by mistake, with each diagnostic marked at its place and its message
/// in a comment above, in the order of the places; and below a line <c>// instead</c> the model as it would be right,
/// of which nothing is said.
/// </summary>
internal sealed record WrongModel(string Name, IReadOnlyList<string> Messages, string Marked, string? Instead)
{
    private const string Separator = "\n// instead\n";

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.cs").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Repository.Root, "tests", "StageGen.Generators.Tests", "Wrong");

    public static WrongModel Read(string name)
    {
        string text = File.ReadAllText(PathOf(name)).ReplaceLineEndings("\n");
        string[] lines = text.Split('\n');
        string[] messages = [.. lines.TakeWhile(line => line.StartsWith("// SG", StringComparison.Ordinal)).Select(line => line[3..])];
        string[] parts = string.Join('\n', lines.Skip(messages.Length)).TrimStart('\n').Split(Separator);
        Assert.InRange(parts.Length, 1, 2);
        return new WrongModel(name, messages, parts[0], parts.ElementAtOrDefault(1));
    }

    /// <summary>How a diagnostic is written above the model.</summary>
    public static string Message(Diagnostic diagnostic) => $"{diagnostic.Id}: {diagnostic.GetMessage()}";

    /// <summary>Writes the file anew with these diagnostics, which are of the unmarked source with the usual usings.</summary>
    public void Rewrite(IReadOnlyList<Diagnostic> diagnostics)
    {
        var source = new StringBuilder(Support.Marked.Parse(Marked).Source);
        int usings = Compiler.WithUsings(source.ToString()).Length - source.Length;
        foreach (var (at, mark) in diagnostics
            .SelectMany(diagnostic => new[]
            {
                (diagnostic.Location.SourceSpan.End - usings, "|}"),
                (diagnostic.Location.SourceSpan.Start - usings, "{|" + diagnostic.Id + ":")
            })
            .OrderByDescending(mark => mark.Item1)) _ = source.Insert(at, mark);
        string above = string.Concat(diagnostics.Select(diagnostic => $"// {Message(diagnostic)}\n"));
        File.WriteAllText(PathOf(Name), above + "\n" + source + (Instead is null ? "" : Separator + Instead));
    }

    private static string PathOf(string name) => Path.Combine(Folder, name + ".cs");
}
