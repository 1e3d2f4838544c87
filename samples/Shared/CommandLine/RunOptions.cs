using StageGen;
using StageGen.Scheduling;

namespace Samples;

/// <summary>What every sample's command line can say.</summary>
public abstract record RunOptions
{
    /// <summary>The devices' names, in order.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu", "cpu"];

    public PipelineSchedule Schedule { get; init; } = PipelineSchedule.OneForwardOneBackward;

    /// <summary>A plan read from a file, in place of <see cref="Schedule"/>; null where a schedule is chosen by name.</summary>
    public Schedule? Plan { get; init; }

    /// <summary>How many stages of the schedule a device has; null for as few as the schedule can do with.</summary>
    public int? StagesPerDevice { get; init; }

    /// <summary>How many steps Auto measures before it decides; null where it assumes equal costs.</summary>
    public int? Tune { get; init; }

    /// <summary>
    /// The most activations Auto may have a device hold, in microbatches; null for no limit. Goes with <see cref="Tune"/>.
    /// </summary>
    public double? MaxActivations { get; init; }

    public int Microbatches { get; init; } = 8;
    public int Batch { get; init; } = 32;
    public int Steps { get; init; } = 1000;
    public int Seed { get; init; } = 1;

    /// <summary>Whether to train the unsplit model, too, and compare.</summary>
    public bool Compare { get; init; }

    /// <summary>A file for the profile of the training steps; null for none.</summary>
    public string? Profile { get; init; }

    /// <summary>A file for what each submodule costs, <c>Model.stageprofile.json</c>; null for none.</summary>
    public string? StageProfile { get; init; }

    /// <summary>Whether the output ends with the results as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>Refuses numbers that cannot work, naming the option.</summary>
    /// <exception cref="UserException">An option's value makes no sense.</exception>
    public virtual void Check()
    {
        CheckFile("--profile", Profile, PipelineProfile.CheckCanSave);
        CheckFile("--stage-profile", StageProfile, SubmoduleProfile.CheckCanSave);
        CheckPositive(("--microbatches", Microbatches), ("--batch", Batch), ("--steps", Steps));
        if (StagesPerDevice is { } stages) CheckPositive(("--stages-per-device", stages));
        if (MaxActivations is not null && Tune is null)
            throw new UserException(
                "--max-activations is a limit for the search that --tune starts; give --tune N with it, or leave it out.");
        if (Batch < Microbatches)
        {
            throw new UserException(
                $"--batch {Batch} cannot be cut into --microbatches {Microbatches}; give a batch of at least {Microbatches}, or at most {Batch} microbatches.");
        }
    }

    // Now, not after an hour's training.
    private static void CheckFile(string option, string? path, Action<string> check)
    {
        if (path is null) return;
        try
        {
            check(path);
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            throw new UserException($"{option}: {e.Message}", e);
        }
    }

    /// <summary>Refuses what is below 1, naming the option.</summary>
    protected static void CheckPositive(params ReadOnlySpan<(string Name, int Value)> numbers)
    {
        foreach (var (name, value) in numbers)
        {
            if (value < 1) throw new UserException($"{name} is {value}; it must be at least 1.");
        }
    }
}
