using System.CommandLine;
using System.Globalization;
using Samples;
using StageGen.Benchmarks.Pipelines;
using static TorchSharp.torch;

namespace StageGen.Benchmarks.Rebalancing;

/// <summary>
/// The subcommand <c>rebalance</c>: a lopsided model's step, and the same model's as SG1002's fix leaves it, on two CPU workers.
/// </summary>
public static class RebalanceCommand
{
    private const int Samples = 32, Context = 64, Vocabulary = 96;

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often either is measured; the median counts", DefaultValueFactory = _ => 6
        };
        var steps = new Option<int>("--steps") { Description = "Steps each time", DefaultValueFactory = _ => 2 };
        var command = new Command("rebalance", "A lopsided GPT beside the same one rebalanced") { rounds, steps };
        command.SetAction(parsed =>
            Run(Math.Max(1, parsed.GetValue(rounds)), Math.Max(1, parsed.GetValue(steps)), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static void Run(int rounds, int steps, TextWriter output)
    {
        var options = new PipelineOptions { Devices = ["cpu", "cpu"] };
        using var lopsided = new LopsidedGpt();
        using var balanced = new BalancedGpt();
        using var before = lopsided.ToPipeline(options);
        using var after = balanced.ToPipeline(options);
        foreach (Pipeline pipeline in new Pipeline[] { before, after })
            pipeline.UseOptimizer(parameters => optim.AdamW(parameters, Workload.LearningRate));
        using var ids = randint(0, Vocabulary, [Samples, Context], dtype: ScalarType.Int64);

        var (slow, fast) = (new List<double>(), new List<double>());
        // The first round warms up.
        for (int round = 0; round <= rounds; round++)
        {
            for (int step = 0; step < steps; step++)
            {
                double one = before.TrainStep(ids, ids, CharGpt.Loss).Duration.TotalMilliseconds;
                double other = after.TrainStep(ids, ids, CharGpt.Loss).Duration.TotalMilliseconds;
                if (round == 0) continue;
                slow.Add(one);
                fast.Add(other);
            }
        }
        double ratio = Median.Of(slow.Zip(fast, (one, other) => other / one));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"lopsided {Median.Of(slow):0} ms, rebalanced {Median.Of(fast):0} ms a step: {100 * (1 - ratio):0} % less (median of {slow.Count} pairs of steps)"));
    }
}
