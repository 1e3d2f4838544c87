using System.Diagnostics;

namespace StageGen.Tool;

/// <summary>A run of <c>dotnet</c>, to its end.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it wrote on the error stream.</param>
internal sealed record DotnetCommand(int ExitCode, string Output, string Error)
{
    /// <summary>Runs the SDK that runs this tool, or the one on the path.</summary>
    public static DotnetCommand Run(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null,
        Action<string>? line = null)
    {
        var start = new ProcessStartInfo(Host, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true
        };
        // What a build around us says about itself is nothing to the one in there.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            .ToArray())
            if (!name.Equals("MSBUILDDISABLENODEREUSE", StringComparison.OrdinalIgnoreCase)) _ = start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)
            ?? throw new UserException("dotnet does not start. Install the .NET SDK, or put it on the PATH.");
        var (output, error) = (new List<string>(), new List<string>());
        process.OutputDataReceived += (_, written) => Keep(output, written.Data, line);
        process.ErrorDataReceived += (_, written) => Keep(error, written.Data, line);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return new(process.ExitCode, string.Join('\n', output), string.Join('\n', error));
    }

    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    private static void Keep(List<string> lines, string? written, Action<string>? line)
    {
        if (written is null) return;
        lock (lines) lines.Add(written);
        line?.Invoke(written);
    }
}
