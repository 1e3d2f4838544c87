using System.CommandLine;
using Samples;
using static TorchSharp.torch;

namespace StageGen.Benchmarks.Rates;

/// <summary>The subcommand <c>rates</c>: what layers take on one thread of this machine, beside what the compiler estimates.</summary>
public static class RatesCommand
{
    public static Command Create()
    {
        var calls = new Option<int>("--calls")
        {
            Description = "How often each is called; the median counts", DefaultValueFactory = _ => 15
        };
        var kinds = new Option<string[]>("--kind") { Description = "Only kinds that begin so, such as conv; may be given several times" };
        var command = new Command("rates", "The time of layers beside what the compiler estimates") { calls, kinds };
        command.SetAction(parsed =>
        {
            string[] wanted = parsed.GetValue(kinds) ?? [];
            bool IsWanted(TimedLayer layer) =>
                wanted.Length == 0 || wanted.Any(kind => layer.Kind.StartsWith(kind, StringComparison.Ordinal));
            var layers = TimedLayers.All.Where(IsWanted).ToList();
            if (layers.Count == 0)
            {
                string known = string.Join(", ", TimedLayers.All.Select(layer => layer.Kind).Distinct());
                parsed.InvocationConfiguration.Error.WriteLine(
                    $"--kind: nothing begins with {string.Join(" or ", wanted)}; there are {known}.");
                return 1;
            }

            Run(layers, Math.Max(1, parsed.GetValue(calls)), parsed.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }

    private static void Run(IReadOnlyList<TimedLayer> layers, int calls, TextWriter output)
    {
        // A pipeline has the process keep what tensors free, as it does where the estimates are used.
        using var model = new CharGpt(vocabulary: 8, width: 8, heads: 1, depth: 8, context: 8);
        using var pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu"] });
        set_num_threads(1);
        using var timer = new LayerTimer(calls);
        var table = new RatesTable(output);
        foreach (var layer in layers) table.Add(layer, timer.Measure(layer));
        table.WriteSummary();
    }
}
