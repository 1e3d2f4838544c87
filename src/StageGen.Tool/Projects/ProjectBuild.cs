using System.CommandLine;
using System.Text.Json;

namespace StageGen.Tool;

/// <summary>
/// What the commands that read a project ask of MSBuild, which the SDK brings: the same evaluation as <c>dotnet build</c>'s.
/// </summary>
internal sealed class ProjectBuild
{
    private const int MostErrors = 12;
    private readonly Option<string> configuration = new("--configuration", "-c")
    {
        Description = "The configuration to read and build.", DefaultValueFactory = _ => "Debug"
    };
    private readonly Option<string?> framework = new("--framework", "-f")
    {
        Description = "The target framework, where the project has several. Default: the first."
    };
    private readonly Option<bool> noRestore = new("--no-restore") { Description = "Do not restore the project's packages first." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[configuration, framework, noRestore]) command.Options.Add(option);
    }

    /// <summary>The compiler's command line for a project, whose own references are built before.</summary>
    public IReadOnlyList<string> CompilerArguments(ParseResult parsed, ProjectPlace place)
    {
        var properties = Properties(parsed, place);
        _ = MsBuild(place, [.. Restoring(parsed), "-t:ResolveReferences", .. properties]);
        string json = MsBuild(place,
        [
            "-t:Compile", .. properties, "-p:DesignTimeBuild=true", "-p:BuildProjectReferences=false", "-p:ProvideCommandLineArgs=true",
            "-p:SkipCompilerExecution=true",
            // An output that is never there has the compiler's target run, whatever is up to date.
            "-p:NonExistentFile=never-written", "-getItem:CscCommandLineArgs",
        ]);
        using var document = JsonDocument.Parse(json[json.IndexOf('{')..]);
        return [.. document.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!)];
    }

    /// <summary>Builds a project.</summary>
    /// <returns>The values of some of its properties.</returns>
    public IReadOnlyDictionary<string, string> Build(ParseResult parsed, ProjectPlace place, params string[] wanted)
    {
        var properties = Properties(parsed, place);
        _ = MsBuild(place, [.. Restoring(parsed), "-t:Build", .. properties]);
        return Evaluate(place, properties, wanted);
    }

    private IEnumerable<string> Restoring(ParseResult parsed) => parsed.GetValue(noRestore) ? [] : ["-restore"];

    private string[] Properties(ParseResult parsed, ProjectPlace place)
    {
        string[] chosen = [$"-p:Configuration={parsed.GetValue(configuration)}"];
        string? target = parsed.GetValue(framework);
        if (target is null && Evaluate(place, chosen, "TargetFramework", "TargetFrameworks") is var found
            && found["TargetFramework"].Length == 0)
            target = found["TargetFrameworks"].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .FirstOrDefault();
        return target is null ? chosen : [.. chosen, $"-p:TargetFramework={target}"];
    }

    private static Dictionary<string, string> Evaluate(ProjectPlace place, IEnumerable<string> properties, params string[] wanted)
    {
        string json = MsBuild(place, [.. properties, .. wanted.Select(name => "-getProperty:" + name)]);
        if (wanted is [var only]) return new() { [only] = json.Trim() };
        using var document = JsonDocument.Parse(json[json.IndexOf('{')..]);
        var values = document.RootElement.GetProperty("Properties");
        return wanted.ToDictionary(name => name, name => values.GetProperty(name).GetString() ?? "");
    }

    private static string MsBuild(ProjectPlace place, IEnumerable<string> arguments)
    {
        var run = DotnetCommand.Run(place.Folder, ["msbuild", place.Project.FullName, "-nologo", "-v:q", .. arguments]);
        if (run.ExitCode == 0) return run.Output;
        string[] errors = [.. (run.Output + "\n" + run.Error).Split('\n').Select(line => line.Trim())
            .Where(line => line.Contains("error ", StringComparison.Ordinal)).Distinct()];
        string said = errors.Length == 0
            ? (run.Output + "\n" + run.Error).Trim()
            : string.Join('\n', errors.Take(MostErrors)) + (errors.Length > MostErrors ? $"\n… and {errors.Length - MostErrors} more" : "");
        throw new UserException($"'{place.Project.Name}' does not build:\n{said}");
    }
}
