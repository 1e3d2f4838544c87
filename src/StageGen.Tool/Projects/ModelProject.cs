using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using StageGen.Analyzers;
using StageGen.Modeling;
using StageGen.Modeling.Profiles;

namespace StageGen.Tool;

/// <summary>A project as the compiler sees it, without what generators write: the models in it and their profiles.</summary>
internal sealed class ModelProject
{
    private const string UnknownLanguageVersion = "CS1617";

    private ModelProject(ProjectPlace place, CSharpCompilation compilation, EquatableArray<StageProfile> profiles) =>
        (Place, Compilation, Profiles) = (place, compilation, profiles);

    public ProjectPlace Place { get; }

    public CSharpCompilation Compilation { get; }

    /// <summary>The measured profiles among its additional files.</summary>
    public EquatableArray<StageProfile> Profiles { get; }

    /// <summary>Reads a project by the compiler's command line for it.</summary>
    public static ModelProject Open(ProjectPlace place, IReadOnlyList<string> arguments)
    {
        var said = CSharpCommandLineParser.Default.Parse(arguments, place.Folder, sdkDirectory: null);
        // A newer SDK's language is read as far as it is known here.
        var options = said.Errors.Any(error => error.Id == UnknownLanguageVersion)
            ? said.ParseOptions.WithLanguageVersion(LanguageVersion.Preview)
            : said.ParseOptions;
        var trees = said.SourceFiles.Where(file => File.Exists(file.Path))
            .Select(file => CSharpSyntaxTree.ParseText(Text(file.Path), options, file.Path));
        var references = said.MetadataReferences.Where(reference => File.Exists(reference.Reference))
            .Select(reference => MetadataReference.CreateFromFile(reference.Reference, reference.Properties));
        var compilation = CSharpCompilation.Create(said.CompilationName, trees, references, said.CompilationOptions);
        return new(place, compilation,
            StageProfiles.Of(said.AdditionalFiles.Where(file => File.Exists(file.Path)).Select(file => new Profile(file.Path)), default));
    }

    /// <summary>The same project with a model measured by a profile of another place, instead of by one among its files.</summary>
    /// <param name="path">The profile's file.</param>
    /// <param name="types">The models that are wanted, of which it has to measure one as it is now.</param>
    /// <exception cref="UserException">It is damaged, of none of them, or of one that has changed since.</exception>
    public ModelProject MeasuredBy(string path, IReadOnlyList<INamedTypeSymbol> types)
    {
        if (!File.Exists(path)) throw new UserException($"There is no profile '{path}': dotnet stagegen profile writes one.");
        var text = Text(path);
        var reading = StageProfileMemo.Read(text);
        if (reading.Problems.FirstOrDefault() is { } damage) throw Wrong(damage);
        var profile = reading.Profile!;
        var plans = types.Select(type => Read(type).Plan).OfType<ModelPlan>().ToList();
        if (plans.FirstOrDefault(plan => plan.Type.MetadataName == profile.Model) is not { } plan)
            throw new UserException(
                $"'{path}' is a profile of {profile.Model}, which is none of {string.Join(", ", plans.Select(plan => plan.Type.MetadataName))}.");
        if (StageProfileCheck.Staleness(reading, plan) is { } stale) throw Wrong(stale);
        return new(Place, Compilation, Profiles.Where(other => other.Model != profile.Model).Append(profile).ToEquatableArray());

        UserException Wrong(ProfileProblem problem)
        {
            var place = text.Lines.GetLinePosition(problem.Span.Start);
            return new(FormattableString.Invariant($"{path}({place.Line + 1},{place.Character + 1}): {problem.Message}."));
        }
    }

    /// <summary>
    /// The models with <c>[Pipeline]</c>, in the order in which they are written; of the source file where one was named.
    /// </summary>
    /// <param name="name">The one that is wanted, by its name or its full name; null for all.</param>
    public IReadOnlyList<INamedTypeSymbol> Models(string? name)
    {
        if (Compilation.GetTypeByMetadataName(ModelReader.PipelineAttribute) is null)
            throw new UserException($"'{Place.Project.Name}' does not reference StageGen: dotnet add package StageGen.");
        var all = Types(Compilation.Assembly.GlobalNamespace).Where(type => ModelReader.FindPipeline(type) is not null)
            .OrderBy(type => FileOf(type), StringComparer.Ordinal).ThenBy(type => type.Locations[0].SourceSpan.Start).ToList();
        var found = all.Where(
            type => Place.Source is null || type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree.FilePath == Place.Source.FullName))
            .Where(type => name is null || type.Name == name || type.ToDisplayString() == name).ToList();
        if (found.Count > 0) return found;
        string where = Place.Source?.Name ?? Place.Project.Name;
        throw new UserException(all.Count == 0 ? $"There is no class with [Pipeline] in '{Place.Project.Name}'."
            : $"There is no class{(name is null ? "" : $" '{name}'")} with [Pipeline] in '{where}'. There {(all.Count == 1 ? "is" : "are")} {string.Join(", ", all.Select(type => $"{type.ToDisplayString()} in {Relative(FileOf(type))}"))}.");
    }

    /// <summary>What the compiler reads of a model, in the stages that it chooses where the model declares none.</summary>
    public ModelReading Read(INamedTypeSymbol type) =>
        ReadingMemo.Read(type, ModelReader.FindPipeline(type)!.ApplicationSyntaxReference!.GetSyntax().Parent!.Parent!, Compilation,
            Profiles, default);

    /// <summary>The file that declares a class as a pipeline.</summary>
    public static string FileOf(INamedTypeSymbol type) => ModelReader.FindPipeline(type)!.ApplicationSyntaxReference!.SyntaxTree.FilePath;

    /// <summary>A file as its project would call it.</summary>
    public string Relative(string file) => Path.GetRelativePath(Place.Folder, file);

    /// <summary>A refusal of a class that cannot become a pipeline, with all that is wrong where it is.</summary>
    public UserException Refusal(INamedTypeSymbol type)
    {
        var errors = Compilation.WithAnalyzers([new PipelineAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error
                && type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == diagnostic.Location.SourceTree
                    && part.Span.Contains(diagnostic.Location.SourceSpan)))
            .OrderBy(diagnostic => diagnostic.Location.SourceTree!.FilePath, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start);
        return new($"{type.ToDisplayString()} is no pipeline:\n{string.Join('\n', errors.Select(Line))}");
    }

    private string Line(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetLineSpan();
        return FormattableString.Invariant(
            $"{Relative(place.Path)}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): error {diagnostic.Id}: {diagnostic.GetMessage(null)}");
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
    {
        foreach (var type in container.GetTypeMembers().SelectMany(type => Types(type).Prepend(type))) yield return type;
        if (container is not INamespaceSymbol space) yield break;
        foreach (var type in space.GetNamespaceMembers().SelectMany(Types)) yield return type;
    }

    private static SourceText Text(string path)
    {
        using var file = File.OpenRead(path);
        return SourceText.From(file);
    }

    private sealed class Profile(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => ModelProject.Text(path);
    }
}
