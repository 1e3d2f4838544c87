using System.Diagnostics;
using System.Text.Json;
using Samples;

namespace StageGen.Benchmarks.Shares;

/// <summary>What <c>dotnet stagegen plan</c> says of a sample.</summary>
internal static class PlanShares
{
    /// <summary>Each stage's share of the time.</summary>
    /// <param name="model">The model.</param>
    /// <param name="profile">A profile to plan with; null for the estimates.</param>
    /// <exception cref="UserException">The tool refuses; the message is its own.</exception>
    public static double[] Of(SampleModel model, string? profile)
    {
        string root = Root();
        var start = new ProcessStartInfo(DotnetHost.Path)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = root
        };
        foreach (string argument in (string[])["run", "-c", "Release", "--no-build", "--project", "src/StageGen.Tool", "--"])
            start.ArgumentList.Add(argument);
        foreach (string argument in (string[])["plan", $"samples/{model.Project}", "--model", model.Name, "-c", "Release",
            "--no-restore", "--json"])
            start.ArgumentList.Add(argument);
        if (profile is not null)
        {
            start.ArgumentList.Add("--stage-profile");
            start.ArgumentList.Add(profile);
        }

        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new UserException($"dotnet stagegen plan samples/{model.Project}: {complaints.Result.Trim()}");
        using var json = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]);
        return [.. json.RootElement.GetProperty("pipelines")[0].GetProperty("stages").EnumerateArray()
            .Select(stage => stage.GetProperty("time_share").GetDouble())];
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StageGen.sln"))) return folder.FullName;
        throw new UserException(
            $"The samples are planned from their sources, and there is no StageGen.sln above '{AppContext.BaseDirectory}': run it from the repository.");
    }
}
