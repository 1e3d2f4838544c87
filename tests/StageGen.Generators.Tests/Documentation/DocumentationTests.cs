using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests.Documentation;

/// <summary>
/// What the documentation shows is true: its C# compiles with the generator and is told nothing, its commands,
/// properties and links are there.
/// </summary>
public sealed class DocumentationTests
{
    private static readonly string[] Sources = ["samples", "benchmarks", "src", "tests", "eng", ".ci"];

    public static TheoryData<string> Pages => [.. DocumentationPage.Names];

    public static TheoryData<string> PagesWithCode =>
        [.. DocumentationPage.Names.Where(page => DocumentationPage.Blocks(page).Any(block => block.Language == "csharp"))];

    [Theory]
    [MemberData(nameof(PagesWithCode))]
    public async Task CSharpCompilesAndIsToldNothing(string page)
    {
        foreach (var block in DocumentationPage.Blocks(page).Where(block => block.Language == "csharp"))
        {
            var compilation = DocumentationPrelude.Compilation(block);
            _ = GeneratorRun.NewDriver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
            var errors = output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            Assert.True(!errors.Any(), $"{block}\n{string.Join("\n", errors)}");
            var told = (await AnalyzerRun.All(compilation)).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
            Assert.True(!told.Any(), $"{block}\n{string.Join("\n", told)}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void XmlIsWellFormedAndItsPropertiesAreKnown(string page)
    {
        foreach (var block in DocumentationPage.Blocks(page).Where(block => block.Language == "xml"))
            _ = XDocument.Parse($"<Project>{block.Text}</Project>");

        // <StageGen…> in a block, or -p:StageGen…= in a line.
        string builds = string.Concat(Files(["src", "eng"]).Where(file => Path.GetExtension(file) is ".targets" or ".props")
            .Select(File.ReadAllText));
        var properties = Regex.Matches(DocumentationPage.Text(page), @"(?:-p:|<)((?:StageGen|TorchBackend)\w*)")
            .Select(match => match.Groups[1].Value);
        Assert.All(properties, property => Assert.Contains("$(" + property + ")", builds));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void CommandsNameProjectsAndOptionsThatAreThere(string page)
    {
        string text = DocumentationPage.Text(page);
        foreach (string project in Regex.Matches(text, @"--project ((?:samples|benchmarks)/\S+?)[`\s]")
            .Select(match => match.Groups[1].Value))
            Assert.True(Directory.GetFiles(Path.Combine(Repository.Root, project), "*.csproj").Length == 1, $"{page}: {project}");
        foreach (string project in Regex.Matches(text, @"dotnet test (tests/[\w.]+)").Select(match => match.Groups[1].Value))
            Assert.True(Directory.Exists(Path.Combine(Repository.Root, project)), $"{page}: {project}");

        string tool = string.Concat(Files(["src/StageGen.Tool"]).Select(File.ReadAllText));
        string samples = string.Concat(Files(["samples", "benchmarks"]).Select(File.ReadAllText));
        foreach (Match command in Regex.Matches(text,
            @"(?:dotnet stagegen (?<command>[a-z]+)|dotnet run\b[^\n`]*? -- )(?<options>[^\n`#]*)"))
        {
            string program = command.Groups["command"].Success ? tool : samples;
            if (command.Groups["command"].Success) Assert.Contains($"Command(\"{command.Groups["command"].Value}\"", tool);
            foreach (string option in Regex.Matches(command.Groups["options"].Value, @"(?<=^|\s)--[a-z][a-z-]*")
                .Select(match => match.Value).Where(option => option != "--help"))
                Assert.True(program.Contains($"\"{option}\"", StringComparison.Ordinal), $"{page}: {command.Value}: {option}");
        }

        string everything = string.Concat(Files(Sources).Select(File.ReadAllText));
        foreach (string variable in Regex.Matches(text, @"\bSTAGEGEN_[A-Z]+\b").Select(match => match.Value))
            Assert.True(everything.Contains(variable, StringComparison.Ordinal), $"{page}: {variable}");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void LinksLeadSomewhere(string page)
    {
        foreach (string link in Regex.Matches(DocumentationPage.Text(page), @"\]\(([^)\s]+)\)").Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains(':')))
        {
            string[] parts = link.Split('#');
            string target = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
            string path = Path.Combine(Repository.Root, target);
            Assert.True(File.Exists(path) || Directory.Exists(path), $"{page}: {link}");
            if (parts.Length > 1) Assert.Contains(parts[1], Anchors(DocumentationPage.Text(target)));
        }
    }

    [Fact]
    public void EveryPageIsNamedInTheReadme()
    {
        string readme = DocumentationPage.Text("README.md");
        Assert.All(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(path => Path.GetFileName(path)),
            name => Assert.Contains($"(docs/{name})", readme));
    }

    [Fact]
    public void ThePageOnAttributesNamesAllThatTheyHave()
    {
        string text = DocumentationPage.Text("docs/attributes.md");
        foreach (var type in typeof(PipelineAttribute).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Attribute))))
        {
            Assert.Contains("[" + type.Name[..^"Attribute".Length], text);
            Assert.All(type.GetProperties().Where(property => property.CanWrite),
                property => Assert.Matches($@"\b{property.Name}\b", text));
        }
    }

    [Fact]
    public void ThePageOnTrainingNamesEveryOption()
    {
        string text = DocumentationPage.Text("docs/training.md");
        Assert.All(typeof(PipelineOptions).GetProperties(), property => Assert.Contains("`" + property.Name + "`", text));
    }

    // As GitHub makes them of headings.
    private static IEnumerable<string> Anchors(string text) => Regex.Matches(text, @"^#+ (.*)$", RegexOptions.Multiline)
        .Select(heading => Regex.Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-'));

    private static IEnumerable<string> Files(string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
        .Where(path => Regex.IsMatch(path, @"\.(cs|props|targets|csproj|sh|json)$") && !Regex.IsMatch(path, @"[/\\](bin|obj)[/\\]"));
}
