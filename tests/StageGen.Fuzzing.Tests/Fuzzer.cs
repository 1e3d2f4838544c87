using System.Runtime;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StageGen.Generators;
using StageGen.Generators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace StageGen.Fuzzing.Tests;

/// <summary>Compiles models by the batch, runs each pipelined and unsplit, and shrinks what is not the same.</summary>
/// <param name="spoil">Changes gradients of the pipelined run, to see that the fuzzer sees it; null for none.</param>
internal sealed class Fuzzer(Action<FuzzModel, nn.Module>? spoil = null)
{
    // A value with several readers may have its gradients added in another order than unsplit: units in the last place.
    private const double Tolerance = 4e-6;

    /// <summary>Runs the models of some seeds; null where all are right, else the report of the first that is not, shrunk.</summary>
    public string? Run(IEnumerable<ulong> seeds)
    {
        foreach (ulong[] batch in seeds.Chunk(50))
        {
            FuzzModel[] models = [.. batch.Select(FuzzModel.Of)];
            string?[] failures = Check(models);
            int failed = Array.FindIndex(failures, failure => failure is not null);
            if (failed >= 0) return Report(models[failed], failures[failed]!);
        }

        return null;
    }

    private string Report(FuzzModel model, string failure)
    {
        for (bool shrunk = true; shrunk;)
        {
            shrunk = false;
            FuzzModel[] smaller = [.. model.Smaller()];
            string?[] failures = Check(smaller);
            int failed = Array.FindIndex(failures, reason => reason is not null);
            if (failed < 0) break;
            (model, failure, shrunk) = (smaller[failed], failures[failed]!, true);
        }

        return $"""
            Seed {model.Seed}: {failure}
            {model.Schedule} on {model.Devices} devices, {model.Microbatches} microbatches. Again with:
            STAGEGEN_FUZZ_SEED={model.Seed} dotnet test tests/StageGen.Fuzzing.Tests -c Release

            {ModelSource.Of(model, "Net").Source}
            """;
    }

    /// <summary>For each model what is wrong with it, or null. They share a compilation; where that fails, each gets its own.</summary>
    private string?[] Check(FuzzModel[] models)
    {
        if (models.Length == 0) return [];
        var sources = models.Select((model, i) => ModelSource.Of(model, $"Net{i}")).ToArray();
        var compilation = Compiler.Compile([.. sources.Select(source => source.Source)])
            .AddReferences(MetadataReference.CreateFromFile(typeof(FuzzCase).Assembly.Location));
        _ = CSharpGeneratorDriver.Create([new PipelineGenerator().AsSourceGenerator()], parseOptions: Compiler.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        using var image = new MemoryStream();
        var emitted = output.Emit(image);
        if (!emitted.Success)
        {
            if (models.Length > 1) return [.. models.SelectMany(model => Check([model]))];
            var said = AnalyzerRun.Diagnostics(compilation).GetAwaiter().GetResult();
            var errors = emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5);
            return [string.Join("\n", said.Concat(errors))];
        }

        var context = new AssemblyLoadContext("fuzz", isCollectible: true);
        try
        {
            image.Position = 0;
            var assembly = context.LoadFromStream(image);
            return [.. models.Select((model, i) => Compare(model, sources[i].Stages, (FuzzCase)Activator.CreateInstance(assembly.GetType($"Net{i}Case")!)!))];
        }
        finally
        {
            context.Unload();
        }
    }

    private string? Compare(FuzzModel model, int stages, FuzzCase run)
    {
        int devices = model.Devices;
        int perDevice = Scheduling.Schedules.DefaultStagesPerDevice(model.Schedule);
        var schedule = model.Schedule;
        while (devices > 1 && devices * perDevice > stages) devices--;
        if (devices * perDevice > stages) (schedule, perDevice) = (PipelineSchedule.OneForwardOneBackward, 1);
        using var scope = NewDisposeScope();
        _ = manual_seed((long)model.Seed);
        using var whole = run.Create();
        using var split = run.Create();
        _ = split.load_state_dict(whole.state_dict());
        int samples = (2 * model.Microbatches) + 1;
        Tensor[] inputs = [.. Enumerable.Range(0, model.Inputs).Select(_ => randn(samples, 6))];
        Tensor targets = randn(samples, 6);
        try
        {
            double expected = Unsplit(whole, run, inputs, targets, model.Microbatches);
            using var pipeline = run.ToPipeline(split, new PipelineOptions
            {
                Devices = [.. Enumerable.Repeat("cpu", devices)],
                Schedule = schedule,
                StagesPerDevice = perDevice,
                Microbatches = model.Microbatches,
                IntraOpThreads = 1,
            });
            double actual = run.Train(pipeline, inputs, targets);
            spoil?.Invoke(model, split);
            return expected != actual ? $"the loss is {actual:r}, unsplit {expected:r}." : Difference(whole, split);
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }

    // The whole model on one thread over the same microbatches. No collection meanwhile: TorchSharp hands native code handles
    // without keeping their owners alive.
    private static double Unsplit(nn.Module whole, FuzzCase run, Tensor[] inputs, Tensor targets, int microbatches)
    {
        using var scope = NewDisposeScope();
        bool paused = GCSettings.LatencyMode != GCLatencyMode.NoGCRegion && GC.TryStartNoGCRegion(16L << 20);
        long samples = targets.size(0);
        long start = 0;
        double sum = 0;
        for (int m = 0; m < microbatches; m++)
        {
            long size = (samples / microbatches) + (m < samples % microbatches ? 1 : 0);
            Tensor loss = run.Loss(whole, [.. inputs.Select(input => input.narrow(0, start, size))], targets.narrow(0, start, size)) * ((double)size / samples);
            loss.backward();
            sum += loss.ToDouble();
            start += size;
        }

        if (paused && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
        return sum;
    }

    private static string? Difference(nn.Module whole, nn.Module split)
    {
        using var scope = NewDisposeScope();
        foreach (var ((name, expected), (_, actual)) in whole.named_parameters().Zip(split.named_parameters()))
        {
            Tensor? x = expected.grad;
            Tensor? y = actual.grad;
            if (x is null != y is null) return $"the gradient of {name} is missing {(y is null ? "pipelined" : "unsplit")}.";
            if (x is null) continue;
            double difference = (x - y!).abs().max().ToDouble();
            if (!(difference <= Tolerance * Math.Max(1, x.abs().max().ToDouble()))) return $"the gradient of {name} differs by {difference:g3}.";
        }

        return null;
    }
}
