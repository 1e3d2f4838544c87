using Samples.Display;
using Samples.Text;
using Samples.Training;
using StageGen;
using static TorchSharp.torch;

namespace Samples;

/// <summary>What the program does: reads the text, trains the model as a pipeline, shows what came of it.</summary>
public static class CharGptProgram
{
    private const int SampleLength = 400;
    private const double Temperature = 0.7;

    /// <exception cref="UserException">Something the user can put right.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the program.</exception>
    public static void Run(CharGptOptions options, TextWriter output, CancellationToken cancellation)
    {
        var terminal = Terminal.On(output);
        var data = TextData.From(Corpus.Load(options.Text), options.Context);
        terminal.WriteLine(
            $"Text: {data.Corpus.Source}, {data.Corpus.Text.Length:N0} characters, {data.Vocabulary.Size} different, unigram entropy {data.UnigramBits:F3} bits per character.");

        using var model = NewModel(options, data.Vocabulary);
        using var trainer = new PipelineTrainer(
            model,
            new PipelineOptions { Devices = options.Devices, Schedule = options.Schedule, Microbatches = options.Microbatches },
            options.LearningRate);
        terminal.WriteLine(
            $"Model: {model.parameters().Sum(p => p.numel()):N0} parameters; {trainer.Schedule.Name}, {options.Microbatches} microbatches, on {string.Join(", ", trainer.Devices)}.");

        var run = terminal.Progress.Run("Pipeline", report => TrainingLoop.Run(trainer, data, options, report, cancellation));
        var steps = StepTimelines.Of(trainer);
        var text = TextSampler.Write(
            ids => trainer.Predict(ids, cancellation), data.Vocabulary, options.Context, prompt: "\n", SampleLength, Temperature, options.Seed);
        var comparison = options.Compare ? Compare(options, data, trainer, run, terminal, cancellation) : null;

        var results = new Results(options, data, run, steps, comparison);
        Report.Write(terminal, results, [.. trainer.Devices.Select(device => $"{device.Name} #{device.Index}")], text);
        if (options.Json) output.WriteLine(results.ToJson());
    }

    /// <summary>The same seed gives the same weights to start from.</summary>
    private static CharGpt NewModel(CharGptOptions options, Vocabulary vocabulary)
    {
        random.manual_seed(options.Seed);
        return new CharGpt(vocabulary.Size, options.Width, options.Heads, options.Depth, options.Context);
    }

    /// <summary>Trains the unsplit model from the same seed, with as many threads an operation as a device of the pipeline has.</summary>
    private static Comparison Compare(
        CharGptOptions options, TextData data, PipelineTrainer pipelined, TrainingRun run, Terminal terminal, CancellationToken cancellation)
    {
        var threads = get_num_threads();
        set_num_threads(pipelined.Devices[0].Threads);
        try
        {
            using var model = NewModel(options, data.Vocabulary);
            using var trainer = new UnsplitTrainer(model, options.Microbatches, options.LearningRate, pipelined.Devices[0].Device);
            var unsplit = terminal.Progress.Run("Unsplit", report => TrainingLoop.Run(trainer, data, options, report, cancellation));
            return Comparison.Of(run, pipelined.Model, unsplit, model);
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
