using System.Diagnostics;
using System.Runtime;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StageGen.Generators;
using StageGen.Generators.Tests.Support;
using TorchSharp;

namespace StageGen.Fuzzing.Tests;

/// <summary>Compiles models by the batch, runs each pipelined and unsplit, and shrinks what is not the same.</summary>
/// <param name="spoilGradients">Changes gradients of the pipelined run, to see that the fuzzer sees it; null for none.</param>
/// <param name="spoilSlices">Changes the generated text of a model, to the same end; null for none.</param>
internal sealed class Fuzzer(Action<FuzzModel, torch.nn.Module>? spoilGradients = null, Func<FuzzModel, string, string>? spoilSlices = null)
{
    private const int MostReports = 5;

    /// <summary>How the models went that were run so far, those of the search for a smaller one aside.</summary>
    public FuzzCounts Counts { get; } = new();

    /// <summary>Runs the models of some seeds; null where all are right, else the reports of the first that are not, each shrunk.</summary>
    public string? Run(IEnumerable<ulong> seeds, int mostReports = MostReports)
    {
        var reports = new List<string>();
        // As many as the pipelines' workers have: libtorch adds up in another order with more.
        torch.set_num_threads(1);
        foreach (ulong[] batch in seeds.Chunk(50))
        {
            FuzzModel[] models = [.. batch.Select(FuzzModel.Of)];
            Outcome[] outcomes = Check(models);
            Counts.Add(outcomes);
            for (int i = 0; i < models.Length && reports.Count < mostReports; i++)
                if (outcomes[i].Failure is not null) reports.Add(Report(models[i], outcomes[i]));
            if (reports.Count >= mostReports) break;
        }

        return reports.Count == 0 ? null : string.Join("\n\n", reports);
    }

    private string Report(FuzzModel model, Outcome outcome)
    {
        int lines = model.Lines.Count;
        for (bool shrunk = true; shrunk;)
        {
            shrunk = false;
            FuzzModel[] smaller = [.. model.Smaller()];
            Outcome[] outcomes = Check(smaller);
            int failed = Array.FindIndex(outcomes, one => one.Failure is not null);
            if (failed < 0) break;
            (model, outcome, shrunk) = (smaller[failed], outcomes[failed], true);
        }

        return $"""
            Seed {model.Seed}: {outcome.Failure}
            Run as {outcome.Ran}, {model.Run.Samples} samples. Shrunk to {model.Lines.Count} of {lines} lines. Again with:
            STAGEGEN_FUZZ_SEED={model.Seed} dotnet test tests/StageGen.Fuzzing.Tests -c Release

            {ModelSource.Of(model).Text("Net")}
            """;
    }

    /// <summary>How each model went. They share a compilation; those that do not compile get one of their own.</summary>
    private Outcome[] Check(FuzzModel[] models)
    {
        if (models.Length == 0) return [];
        long started = Stopwatch.GetTimestamp();
        ModelSource[] sources = [.. models.Select(ModelSource.Of)];
        var compilation = Compiler.Compile([.. sources.Select((source, i) => source.Text($"Net{i}") + source.Case($"Net{i}"))])
            .AddReferences(MetadataReference.CreateFromFile(typeof(FuzzCase).Assembly.Location));
        _ = CSharpGeneratorDriver.Create([new PipelineGenerator().AsSourceGenerator()], parseOptions: Compiler.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        using var image = new MemoryStream();
        var emitted = Spoilt(models, compilation, output).Emit(image);
        if (!emitted.Success)
        {
            if (models.Length > 1) return CheckApart(models, emitted.Diagnostics);
            var said = AnalyzerRun.Diagnostics(compilation).GetAwaiter().GetResult();
            var errors = emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5);
            string failure = string.Join("\n", said.Concat(errors));
            return [new Outcome(failure, "nothing: it does not compile", sources[0].IsExact, HasFallenBack: false)];
        }

        Counts.Compiling += Stopwatch.GetElapsedTime(started);
        return Run(models, sources, image);
    }

    private Outcome[] Run(FuzzModel[] models, ModelSource[] sources, MemoryStream image)
    {
        long started = Stopwatch.GetTimestamp();
        var context = new AssemblyLoadContext("fuzz", isCollectible: true);
        // What the compiler leaves is collected once, and then nothing while models run: beginning a region without collections for
        // each of them costs more than running it, and TorchSharp hands native code handles without keeping their owners alive.
        GC.Collect();
        bool paused = GC.TryStartNoGCRegion(200L << 20);
        try
        {
            image.Position = 0;
            var assembly = context.LoadFromStream(image);
            return [.. models.Select((model, i) =>
                Comparison.Of(model, sources[i], (FuzzCase)Activator.CreateInstance(assembly.GetType($"Net{i}Case")!)!, spoilGradients))];
        }
        finally
        {
            if (paused && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
            context.Unload();
            Counts.Running += Stopwatch.GetElapsedTime(started);
        }
    }

    private Outcome[] CheckApart(FuzzModel[] models, IReadOnlyList<Diagnostic> diagnostics)
    {
        var files = diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(error => Path.GetFileName(error.Location.SourceTree?.FilePath)).ToHashSet();
        bool[] isWrong = [.. models.Select((_, i) => files.Contains($"Model{i}.cs") || files.Contains($"Net{i}.g.cs"))];
        if (isWrong.All(wrong => wrong == isWrong[0])) return [.. models.SelectMany(model => Check([model]))];
        var right = new Queue<Outcome>(Check([.. models.Where((_, i) => !isWrong[i])]));
        return [.. models.Select((model, i) => isWrong[i] ? Check([model])[0] : right.Dequeue())];
    }

    private Compilation Spoilt(FuzzModel[] models, Compilation written, Compilation output)
    {
        if (spoilSlices is null) return output;
        foreach (var tree in output.SyntaxTrees.Except(written.SyntaxTrees).ToArray())
        {
            int index = Array.FindIndex([.. Enumerable.Range(0, models.Length)], i => Path.GetFileName(tree.FilePath) == $"Net{i}.g.cs");
            if (index < 0) continue;
            string spoilt = spoilSlices(models[index], tree.ToString());
            var changed = CSharpSyntaxTree.ParseText(spoilt, Compiler.ParseOptions, tree.FilePath, System.Text.Encoding.UTF8);
            output = output.ReplaceSyntaxTree(tree, changed);
        }

        return output;
    }
}
