using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Samples.Training;
using static TorchSharp.torch;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>
/// The hidden subcommand <c>unsplit</c>, which <see cref="UnsplitProcess"/> starts: trains the unsplit model as many steps as each line
/// of its input says, and answers with a line of tokens per second.
/// </summary>
public static class UnsplitCommand
{
    private const string Name = "unsplit";

    public static Command Create()
    {
        var numbers = new Argument<int[]>("numbers") { Arity = new ArgumentArity(8, 8) };
        var command = new Command(Name, "Trains the unsplit model at the word of the subcommand pipeline") { numbers };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(numbers)!;
            set_num_threads(given[0]);
            Serve(new Workload([], given[1], given[2], given[3], given[4], given[5], given[6], given[7]), Console.In,
                parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    /// <summary>The command line for a workload.</summary>
    internal static IEnumerable<string> Arguments(Workload work, int threads)
        =>
        [
            Name, .. new[] { threads, work.Microbatches, work.Width, work.Depth, work.Heads, work.Context, work.BatchSize, work.Vocabulary }
                .Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ];

    private static void Serve(Workload work, TextReader commands, TextWriter answers)
    {
        using var model = work.NewModel();
        using var trainer = CharGptTrainers.Unsplit(model, work.Microbatches, Workload.LearningRate);
        using var batch = work.NewBatch();
        while (commands.ReadLine() is { } line)
        {
            var steps = int.Parse(line, CultureInfo.InvariantCulture);
            // While the other modes ran, the caches and the pages of this process went cold.
            trainer.Train(batch);
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < steps; i++) trainer.Train(batch);
            var rate = steps * work.TokensPerStep / Stopwatch.GetElapsedTime(started).TotalSeconds;
            answers.WriteLine(rate.ToString(CultureInfo.InvariantCulture));
            answers.Flush();
        }
    }
}
