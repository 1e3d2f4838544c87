using Samples;
using Samples.Training;
using StageGen.Scheduling;
using static TorchSharp.torch;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>What every mode works on: the model's size and a batch.</summary>
public sealed record Workload(
    IReadOnlyList<string> Devices, int Microbatches, int Width, int Depth, int Heads, int Context, int BatchSize, int Vocabulary)
{
    public const double LearningRate = 3e-4;

    /// <summary>The model declares as many.</summary>
    private const int DeclaredStages = 8;

    /// <summary>How many stages of the schedule each device has; null for as few as the schedule can do with.</summary>
    public int? StagesPerDevice { get; init; }

    public int TokensPerStep => BatchSize * Context;

    /// <summary>Whether a schedule can do with the stages there are.</summary>
    public bool Allows(PipelineSchedule schedule)
    {
        var needed = StagesPerDevice ?? (schedule == PipelineSchedule.Auto ? 1 : Schedules.DefaultStagesPerDevice(schedule));
        return Schedules.Allows(schedule, needed) && needed * Devices.Count <= DeclaredStages;
    }

    /// <exception cref="UserException">A number cannot work; the message names its option.</exception>
    public void Check()
    {
        new CharGptOptions
        {
            Microbatches = Microbatches, Width = Width, Depth = Depth, Heads = Heads, Context = Context, Batch = BatchSize,
            StagesPerDevice = StagesPerDevice,
        }.Check();
        if (Vocabulary < 1) throw new UserException($"--vocabulary is {Vocabulary}; it must be at least 1.");
    }

    /// <summary>A model; the same weights every time.</summary>
    public CharGpt NewModel()
    {
        random.manual_seed(1);
        return new CharGpt(Vocabulary, Width, Heads, Depth, Context);
    }

    /// <summary>A batch of characters and of those that follow, both <c>[batch, context]</c>.</summary>
    public Batch NewBatch()
    {
        using var generator = new Generator(1, CPU);
        using var text = randint(0, Vocabulary, [BatchSize, Context + 1], dtype: ScalarType.Int64, generator: generator);
        return new Batch([text.narrow(1, 0, Context).contiguous()], text.narrow(1, 1, Context).contiguous());
    }
}
