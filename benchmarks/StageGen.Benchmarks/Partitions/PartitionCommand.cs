using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Samples;
using StageGen.Benchmarks.Pipelines;
using StageGen.Scheduling;

namespace StageGen.Benchmarks.Partitions;

/// <summary>The subcommand <c>partition</c>: how long it takes to cut a model in stages.</summary>
public static class PartitionCommand
{
    public static Command Create()
    {
        var layers = Number("--layers", "Layers of the chain", 1000);
        var stages = Number("--stages", "Stages, one a device", 64);
        var rounds = Number("--rounds", "How often each question is asked; the median counts", 21);
        var command = new Command("partition", "Cutting a chain of layers in stages, exactly") { layers, stages, rounds };
        command.SetAction(parsed =>
        {
            var (count, over, times) = (parsed.GetValue(layers), parsed.GetValue(stages), Math.Max(1, parsed.GetValue(rounds)));
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                foreach (var (name, request) in Questions(count, over)) Measure(output, name, request, times);
                return 0;
            }
            catch (Exception problem) when (problem is ArgumentException or PartitionException or UserException)
            {
                error.WriteLine(problem.Message);
                return 1;
            }
        });
        return command;
    }

    private static void Measure(TextWriter output, string name, PartitionRequest request, int rounds)
    {
        var found = Partitioner.Solve(request);
        var times = Enumerable.Range(0, rounds).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            Partitioner.Solve(request);
            return watch.Elapsed.TotalMilliseconds;
        });
        var (length, over) = (request.Layers.Count, found.Stages.Count);
        var bound = found.IsOptimal ? "optimal" : string.Create(CultureInfo.InvariantCulture, $"bound {found.LowerBound:0.####}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-34} {length} layers × {over} stages: {Median.Of(times),7:0.00} ms, bottleneck {found.Bottleneck:0.####}, {bound}"));
    }

    private static IEnumerable<(string Name, PartitionRequest Request)> Questions(int layers, int stages)
    {
        var random = new Random(1);
        var even = Enumerable.Range(0, layers).Select(layer => new PartitionLayer($"layer {layer}")
        {
            Forward = 0.5 + random.NextDouble(), InputGradient = 0.5 + random.NextDouble(), WeightGradient = 0.5 + random.NextDouble(),
            ParameterBytes = 1e6 * random.NextDouble(), ActivationBytes = 1e6 * random.NextDouble(),
            CutBytes = Math.Round(1e6 * random.NextDouble()),
        }).ToArray();
        var devices = Enumerable.Range(0, stages).Select(_ => new PartitionDevice()).ToArray();
        var plain = new PartitionRequest(even, devices, 4 * stages);
        yield return ("random costs", plain);
        yield return ("and transfers", plain with { TransferLatency = 0.01, TransferBandwidth = 1e6 });
        var memory = 4 * even.Sum(layer => layer.ParameterBytes) / stages + 24 * even.Sum(layer => layer.ActivationBytes) / stages;
        yield return ("and memory limits", plain with
        {
            TransferLatency = 0.01,
            TransferBandwidth = 1e6,
            Devices = [.. devices.Select((device, number) => device with { Speed = 1 + 0.2 * (number % 3), MemoryBytes = 2 * memory })],
        });
        // As long as all others together: nearly every cut ties.
        var giant = even.ToArray();
        giant[layers / 2] = giant[layers / 2] with { Forward = 3 * layers };
        yield return ("one layer as long as the rest", plain with { Layers = giant });
        if (stages >= 4 && stages % 2 == 0)
        {
            yield return ("a V of half as many devices", plain with
            {
                Devices = devices[..(stages / 2)], Schedule = PipelineSchedule.ZeroBubbleV, Microbatches = 2 * stages,
            });
        }
    }

    private static Option<int> Number(string name, string description, int value)
        => new(name) { Description = description, DefaultValueFactory = _ => value };
}
