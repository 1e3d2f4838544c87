using Samples.Display;
using StageGen;
using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>
/// A training that can be run as a pipeline and unsplit: the same weights to start from, the same batches, the same metric.
/// </summary>
/// <typeparam name="TModel">The model.</typeparam>
public sealed record Experiment<TModel>
    where TModel : nn.Module
{
    public required RunOptions Options { get; init; }
    public required Wording Wording { get; init; }

    /// <summary>Makes the model; the random numbers start from the options' seed.</summary>
    public required Func<TModel> NewModel { get; init; }

    /// <summary>Makes a pipeline of the model.</summary>
    public required Func<TModel, PipelineOptions, PipelineTrainer> Pipelined { get; init; }

    /// <summary>Trains the model on one device, cut into as many microbatches.</summary>
    public required Func<TModel, Device, UnsplitTrainer> Unsplit { get; init; }

    /// <summary>The highest learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Batches to train on, as many as are asked for; the same at every call.</summary>
    public required Func<IEnumerable<Batch>> Batches { get; init; }

    /// <summary>How good a trained model is on what it was not trained on.</summary>
    public required Func<ITrainer, CancellationToken, double> Metric { get; init; }

    /// <summary>Trains as a pipeline and, if the options say so, unsplit.</summary>
    /// <param name="terminal">Shows how it gets on.</param>
    /// <param name="trained">Called with the trained pipeline, while it lives.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <exception cref="UserException">A device is not there, there are more devices than stages, a loss is not finite …</exception>
    public Outcome Run(Terminal terminal, Action<PipelineTrainer> trained, CancellationToken cancellation)
    {
        using var model = SeededModel();
        using var trainer = Pipelined(
            model,
            new PipelineOptions
            {
                Devices = Options.Devices,
                Schedule = Options.Schedule,
                Plan = Options.Plan,
                Tuning = Options.Tune is { } steps
                    ? new ScheduleTuning { WarmUpSteps = steps, MaxActivations = Options.MaxActivations }
                    : null,
                StagesPerDevice = Options.StagesPerDevice,
                Microbatches = Options.Microbatches,
                Profile = Options.Profile,
            });
        terminal.WriteLine(
            $"Model: {model.parameters().Sum(p => p.numel()):N0} parameters; {trainer.Schedule.Name}, {Options.Microbatches} microbatches, on {string.Join(", ", trainer.Devices)}.");
        var run = Train("Pipeline", trainer, terminal, cancellation);
        if (Options.Tune is not null)
            terminal.WriteLine($"Plan at the end: {trainer.Schedule.Name}, stages on devices {trainer.Schedule.Map}.");
        var profile = trainer.Profile();
        trained(trainer);
        ProfileSubmodules(trainer, terminal, cancellation);
        var comparison = Options.Compare ? Compare(trainer, run, terminal, cancellation) : null;
        return new Outcome(Options, Wording, run, profile, comparison);
    }

    private void ProfileSubmodules(PipelineTrainer trainer, Terminal terminal, CancellationToken cancellation)
    {
        if (Options.StageProfile is not { } file) return;
        using var batch = Batches().First();
        try
        {
            trainer.ProfileSubmodules(batch, cancellation).Save(file);
            terminal.WriteLine($"The submodules' costs: {Path.GetFullPath(file)}");
        }
        catch (IOException e)
        {
            terminal.WriteLine(e.Message);
        }
    }

    private TModel SeededModel()
    {
        random.manual_seed(Options.Seed);
        return NewModel();
    }

    private TrainingRun Train(string title, ITrainer trainer, Terminal terminal, CancellationToken cancellation)
        => terminal.Progress.Run(title, Wording, report => TrainingLoop.Run(
            trainer, Batches(), Options.Steps, LearningRate, one => Metric(one, cancellation), report, cancellation));

    /// <summary>Trains the unsplit model from the same seed, with as many threads an operation as a device of the pipeline has.</summary>
    private Comparison Compare(PipelineTrainer pipelined, TrainingRun run, Terminal terminal, CancellationToken cancellation)
    {
        var threads = get_num_threads();
        set_num_threads(pipelined.Devices[0].Threads);
        try
        {
            using var model = SeededModel();
            using var trainer = Unsplit(model, pipelined.Devices[0].Device);
            return Comparison.Of(run, pipelined.Model, Train("Unsplit", trainer, terminal, cancellation), model);
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
