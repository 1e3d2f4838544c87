using System.Diagnostics;

namespace StageGen.Package.Tests.Support;

/// <summary>A program run to its end, with all it wrote.</summary>
internal sealed record Command(int ExitCode, string Output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<Command> Run(string program, string folder, IReadOnlyDictionary<string, string> environment,
        params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true
        };

        // What the test host's own build says about itself is nothing to the builds that are run here.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            .ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"{program} {string.Join(' ', arguments)} did not end within {Limit.TotalMinutes} minutes:\n{await output}\n{await error}");
        }

        return new Command(process.ExitCode, await output + await error);
    }

    public string Succeeded()
    {
        Assert.True(ExitCode == 0, Output);
        return Output;
    }

    public string Failed()
    {
        Assert.True(ExitCode != 0, Output);
        return Output;
    }
}
