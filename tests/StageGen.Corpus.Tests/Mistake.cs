using System.Globalization;

namespace StageGen.Corpus.Tests;

/// <summary>
/// A file of <c>Mistakes</c>: comments that say what it is and how it is met, a model, and below <c>// run</c> what somebody would run.
/// <code>
/// // Title
/// // met: SG1002, the exception's type, a compiler's error, or: works
/// // devices: 2       what works is run on so many
/// // samples: 16
/// // grad: none       and without gradients where it is called
/// // note: …
/// </code>
/// </summary>
internal sealed record Mistake(string Name, string Title, string Met, string Model, string? Run)
{
    private const string RunLine = "\n// run\n";

    public string? Note { get; private init; }

    public static IReadOnlyList<Mistake> All { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Mistakes"), "*.cs").Order(StringComparer.Ordinal)
            .Select(path => Read(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path).ReplaceLineEndings("\n")))];

    /// <summary>The model, and a class that runs it.</summary>
    public string Source => Model + (Run is null ? "" : $$"""

        public static class Running
        {
            public static void Run()
            {
                {{Run}}
            }
        }
        """);

    private static Mistake Read(string name, string text)
    {
        string[] head = [.. text.Split('\n').TakeWhile(line => line.StartsWith("// ", StringComparison.Ordinal)).Select(line => line[3..])];
        string? Said(string what) => Array.Find(head, line => line.StartsWith(what + ": ", StringComparison.Ordinal))?[(what.Length + 2)..];
        string[] parts = text[head.Sum(line => line.Length + 4)..].Split(RunLine);
        string? run = parts.Length > 1 ? parts[1].Trim()
            : Said("met") == "works" ? Works(Number("devices"), Number("samples"), Said("grad") == "none")
            : null;
        return new Mistake(name, head[0], Said("met")!, parts[0].TrimEnd() + "\n", run) { Note = Said("note") };

        int Number(string what) => int.Parse(Said(what)!, CultureInfo.InvariantCulture);
    }

    /// <summary>Trains as a pipeline and unsplit, and throws where the gradients are not the same.</summary>
    private static string Works(int devices, int samples, bool isUnderNoGrad) => $$"""
        random.manual_seed(1);
        Tensor x = randn({{samples}}, 8), y = randn({{samples}}, 8);
        var model = new Net();
        using var pipeline = model.ToPipeline(new PipelineOptions { Devices = [.. Enumerable.Repeat("cpu", {{devices}})] });
        double loss;
        using ({{(isUnderNoGrad ? "no_grad()" : "enable_grad()")}}) loss = pipeline.AccumulateGradients(x, y, (output, target) => functional.mse_loss(output, target)).Loss;
        var split = model.parameters().Select(parameter => parameter.grad!.clone()).ToList();
        model.zero_grad();
        // As the pipeline does: microbatch by microbatch, each weighted by its samples.
        double unsplit = 0;
        int count = pipeline.Microbatches;
        for (long m = 0, start = 0; m < count; m++)
        {
            long size = {{samples}} / count + (m < {{samples}} % count ? 1 : 0);
            var part = functional.mse_loss(model.forward(x.narrow(0, start, size)), y.narrow(0, start, size)) * ((double)size / {{samples}});
            part.backward();
            unsplit += part.ToDouble();
            start += size;
        }
        if (split.Count == 0 || Math.Abs(unsplit - loss) > 1e-6) throw new InvalidOperationException($"The loss is {loss}, and unsplit {unsplit}.");
        foreach (var (one, other) in split.Zip(model.parameters()))
            if (!one.allclose(other.grad!, 1e-5, 1e-6)) throw new InvalidOperationException("The gradients are not the unsplit model's.");
        """;
}
