using Samples.Display;
using Samples.Text;
using Samples.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples;

/// <summary>What the program does: reads the text, trains the model as a pipeline, shows what came of it.</summary>
public static class CharGptProgram
{
    /// <summary>The name of the picture of a step, written to the current directory.</summary>
    public const string TimelineFile = "chargpt-timeline.svg";

    private const int SampleLength = 400;
    private const double Temperature = 0.7;

    /// <summary>How many validation samples are taken at most: enough for two decimals, and quick.</summary>
    private const int ValidationSamples = 1024;

    /// <exception cref="UserException">Something the user can put right.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the program.</exception>
    public static void Run(CharGptOptions options, TextWriter output, CancellationToken cancellation)
    {
        var terminal = Terminal.On(output);
        var data = TextData.From(Corpus.Load(options.Text), options.Context);
        terminal.WriteLine(
            $"Text: {data.Corpus.Source}, {data.Corpus.Text.Length:N0} characters, {data.Vocabulary.Size} different, unigram entropy {data.UnigramBits:F3} bits per character.");

        var text = "";
        var outcome = ExperimentOn(data, options).Run(terminal, WriteText, cancellation);
        Report.WriteTimelines(terminal, outcome, TimelineFile);
        terminal.WriteHeading("What the model writes");
        terminal.WriteLine(text);
        Report.WriteResult(terminal, outcome);
        if (options.Json) output.WriteLine(outcome.ToJson());

        void WriteText(PipelineTrainer trainer) => text = TextSampler.Write(
            ids => trainer.Predict([ids], cancellation), data.Vocabulary, options.Context, prompt: "\n", SampleLength,
            Temperature, options.Seed);
    }

    private static Experiment<CharGpt> ExperimentOn(TextData data, CharGptOptions options) => new()
    {
        Options = options,
        Wording = new Wording
        {
            Loss = "bits/character",
            LossScale = 1 / Math.Log(2),
            Things = "tokens",
            ThingsPerSample = options.Context,
            MetricKey = "bits_per_character",
            Metric = bits => $"{bits:F3} bits per character",
            BaselineKey = "unigram_bits",
            BaselineValue = data.UnigramBits,
            Baseline = $"unigram entropy {data.UnigramBits:F3}",
        },
        NewModel = () => new CharGpt(data.Vocabulary.Size, options.Width, options.Heads, options.Depth, options.Context),
        Pipelined = (model, pipelineOptions) => CharGptTrainers.Pipelined(model, pipelineOptions, options.LearningRate),
        Unsplit = (model, device) => CharGptTrainers.Unsplit(model, options.Microbatches, options.LearningRate, device),
        LearningRate = options.LearningRate,
        Batches = () => Batches.Random(data.Training, options.Batch, options.Context, options.Seed),
        Metric = (trainer, token) => Validate(trainer, data, options, token),
    };

    /// <summary>Bits per character on the text that was kept back.</summary>
    private static double Validate(ITrainer trainer, TextData data, CharGptOptions options, CancellationToken cancellation)
    {
        var (sum, samples) = (0.0, 0L);
        foreach (var batch in Batches.Even(data.Validation, options.Batch, options.Context, ValidationSamples))
        {
            using var own = batch;
            using var scope = NewDisposeScope();
            sum += CharGpt.Loss(trainer.Predict(batch.Inputs, cancellation), batch.Targets).ToDouble() * batch.Samples;
            samples += batch.Samples;
        }
        return sum / samples / Math.Log(2);
    }
}
