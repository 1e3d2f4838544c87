using System.Diagnostics;
using System.Globalization;
using Samples;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>
/// The ordinary model, trained in a process of its own as one does without StageGen: none of the runtime's settings hold there, least of
/// all that freed memory is kept.
/// </summary>
public sealed class UnsplitProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly Task<string> complaints;

    /// <summary>Starts the process; it makes its model and waits.</summary>
    /// <param name="work">What it trains.</param>
    /// <param name="threads">With how many threads an operation.</param>
    public UnsplitProcess(Workload work, int threads)
    {
        var start = new ProcessStartInfo(DotnetHost.Path)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "StageGen.Benchmarks.dll"));
        foreach (var argument in UnsplitCommand.Arguments(work, threads)) start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        complaints = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Has it train so many steps; the task gives its tokens per second.</summary>
    /// <exception cref="UserException">The process has failed; the message is its own.</exception>
    public async Task<double> Start(int steps)
    {
        string? answer = null;
        try
        {
            await process.StandardInput.WriteLineAsync(steps.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
            await process.StandardInput.FlushAsync().ConfigureAwait(false);
            answer = await process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has ended: what it said of that is better than a broken pipe.
        }
        return double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate)
            ? rate
            : throw new UserException(
                $"The process that trains the unsplit model has ended: {(await complaints.ConfigureAwait(false)).Trim()}");
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
        if (!process.WaitForExit(Patience)) process.Kill();
        process.Dispose();
    }
}
