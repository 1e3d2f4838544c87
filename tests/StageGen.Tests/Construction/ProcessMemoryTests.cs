using System.Diagnostics;
using System.Text.Json;
using PartHost;
using Xunit.Abstractions;

namespace StageGen.Tests.Construction;

/// <summary>Processes that build a model between them: each has its own part in memory, and at no time more.</summary>
public class ProcessMemoryTests(ITestOutputHelper output)
{
    private const int Stages = 4;

    [Fact]
    public async Task EachProcessAllocatesItsOwnStageAlone()
    {
        Built nothing = await Build("none");
        Built whole = await Build("all");
        long all = whole.Weights.Values.Sum(weight => weight.Bytes);
        long grown = whole.Peak - nothing.Peak;
        output.WriteLine(
            $"weights {Megabytes(all)}; libtorch alone {Megabytes(nothing.Peak)}, with the whole model {Megabytes(grown)} more");

        // The measurement sees weights at all.
        Assert.InRange(grown, all * 9 / 10, all * 3 / 2);

        var together = new List<KeyValuePair<string, Weight>>();
        for (int stage = 0; stage < Stages; stage++)
        {
            Built part = await Build($"{stage}");
            long own = part.Weights.Values.Sum(weight => weight.Bytes);
            grown = part.Peak - nothing.Peak;
            output.WriteLine(
                $"stage {stage}: weights {Megabytes(own)}, peak {Megabytes(part.Peak)}, {Megabytes(grown)} more than libtorch alone");
            Assert.Equal(all / Stages, own);

            // Half of another stage's weights would already be too much.
            Assert.InRange(grown, own * 9 / 10, own + (all / Stages / 2));
            together.AddRange(part.Weights);
        }

        Assert.Equal(whole.Weights.OrderBy(entry => entry.Key), together.OrderBy(entry => entry.Key));
    }

    private static async Task<Built> Build(string part)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? host
            : "dotnet")
        {
            ArgumentList = { typeof(Built).Assembly.Location, part },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        string said = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<Built>(said)!;
    }

    private static string Megabytes(long bytes) => $"{bytes / 1048576.0:f0} MB";
}
