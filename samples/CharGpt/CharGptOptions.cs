using StageGen;

namespace Samples;

/// <summary>What the command line says.</summary>
public sealed record CharGptOptions
{
    /// <summary>A UTF-8 file to train on; null for the .NET reference documentation.</summary>
    public string? Text { get; init; }

    /// <summary>The devices' names, in order.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu", "cpu"];

    public int Microbatches { get; init; } = 8;
    public PipelineSchedule Schedule { get; init; } = PipelineSchedule.OneForwardOneBackward;
    public int Width { get; init; } = 128;
    public int Depth { get; init; } = 4;
    public int Heads { get; init; } = 4;
    public int Context { get; init; } = 64;
    public int Batch { get; init; } = 32;
    public int Steps { get; init; } = 1200;
    public int Seed { get; init; } = 1;

    /// <summary>Whether to train the unsplit model, too, and compare.</summary>
    public bool Compare { get; init; }

    /// <summary>Whether the output ends with the results as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>How many characters a step trains on.</summary>
    public int TokensPerStep => Batch * Context;

    /// <summary>The highest learning rate: the wider the model, the lower.</summary>
    public double LearningRate => 8e-3 * Math.Min(1, 128.0 / Width);

    /// <summary>Refuses numbers that cannot work, naming the option.</summary>
    /// <exception cref="UserException">An option's value makes no sense.</exception>
    public void Check()
    {
        foreach (var (name, value) in new[]
        {
            ("--microbatches", Microbatches), ("--width", Width), ("--depth", Depth), ("--heads", Heads),
            ("--context", Context), ("--batch", Batch), ("--steps", Steps),
        })
        {
            if (value < 1) throw new UserException($"{name} is {value}; it must be at least 1.");
        }
        if (Width % Heads != 0)
            throw new UserException($"--width {Width} cannot be shared evenly by --heads {Heads}; make the width a multiple of the heads.");
        if (Batch < Microbatches)
        {
            throw new UserException(
                $"--batch {Batch} cannot be cut into --microbatches {Microbatches}; give a batch of at least {Microbatches}, or at most {Batch} microbatches.");
        }
    }
}
