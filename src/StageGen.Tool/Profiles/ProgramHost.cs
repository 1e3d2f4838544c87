using System.CommandLine;
using System.Text.Json;

namespace StageGen.Tool;

/// <summary>
/// A built program. Measuring runs it with StageGen's startup hook, which measures before <c>Main</c> and ends the process: libraries,
/// native ones among them, and settings are the program's own.
/// </summary>
internal sealed class ProgramHost
{
    private const string Hook = "StageGen", HookSwitch = "System.StartupHookProvider.IsSupported";
    private readonly string assembly;

    private ProgramHost(string assembly) => this.assembly = assembly;

    /// <summary>Builds a program.</summary>
    public static ProgramHost Build(ParseResult parsed, ProjectBuild build, ProjectPlace program)
    {
        var built = build.Build(parsed, program, "TargetPath", "ProjectRuntimeConfigFilePath");
        string settings = built["ProjectRuntimeConfigFilePath"];
        if (!File.Exists(settings))
            throw new UserException(
                $"'{program.Project.Name}' is a library, and only a program has the native libraries that a model runs on: name one that references it (a test project will do) with --program.");
        using var document = JsonDocument.Parse(File.ReadAllText(settings));
        if (document.RootElement.GetProperty("runtimeOptions").TryGetProperty("configProperties", out var properties)
            && properties.TryGetProperty(HookSwitch, out var isOn) && isOn.ValueKind == JsonValueKind.False)
            throw new UserException(
                $"'{program.Project.Name}' switches startup hooks off, by which a model is measured: build it with -p:StartupHookSupport=true, or name another --program.");
        return new(built["TargetPath"]);
    }

    /// <summary>Measures a model; its file is there wholly or, where this fails, as it was.</summary>
    public void Measure(ProfileRequest request)
    {
        DateTime before = Written(request);
        var run = DotnetCommand.Run(Path.GetDirectoryName(assembly)!, [assembly], new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = Hook,
            [ProfileRequest.Variable] = request.ToJson(),
        });
        if (run.ExitCode == 0 && Written(request) > before) return;
        string said = (run.Error.Length > 0 ? run.Error : run.Output).Trim();
        throw new UserException(said.Contains("StartupHook", StringComparison.Ordinal) || run.ExitCode == 0
            ? $"'{Path.GetFileName(assembly)}' does not measure: it has an older StageGen than this tool, or none. Update the package.\n{said}"
            : $"{request.Model} was not measured: {said}");
    }

    private static DateTime Written(ProfileRequest request) =>
        File.Exists(request.File) ? File.GetLastWriteTimeUtc(request.File) : DateTime.MinValue;
}
