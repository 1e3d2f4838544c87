using StageGen.Scheduling;

namespace StageGen;

/// <summary>What the compiler knows of a pipeline and the run time needs: its values, and what its attributes say.</summary>
public sealed record PipelineLayout
{
    /// <summary>The model's class, as messages name it.</summary>
    public required string Model { get; init; }

    /// <summary>The model's class with its namespace; <see cref="Model"/> where it was not said.</summary>
    public string FullName
    {
        get => field ?? Model;
        init;
    }

    /// <summary>
    /// Stands for the names and types of the model's submodules, so that a profile of them can be told to be of an older model.
    /// </summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>All values: first the inputs of <c>forward</c> in order, then those that cross a border, and the output.</summary>
    public required IReadOnlyList<PipelineValue> Values { get; init; }

    /// <summary>How many of <see cref="Values"/>, from the front, are inputs of <c>forward</c>.</summary>
    public required int Inputs { get; init; }

    /// <summary>The index in <see cref="Values"/> of what <c>forward</c> returns.</summary>
    public required int Output { get; init; }

    /// <summary>The declared schedule.</summary>
    public PipelineSchedule Schedule { get; init; } = PipelineSchedule.OneForwardOneBackward;

    /// <summary>The declared number of microbatches; 0 for the default, four per device.</summary>
    public int Microbatches { get; init; }

    /// <summary>The declared number of the schedule's stages on a device; 0 for what the schedule usually has.</summary>
    public int StagesPerDevice { get; init; }

    /// <summary>
    /// For what the declared schedule was solved, where it has no closed form: the pipeline's schedule code holds for these numbers
    /// only. Null where it holds for any, or where it was too large to be solved at compile time.
    /// </summary>
    public SolvedFor? Solved { get; init; }

    /// <summary>
    /// What the declared stages cost for a microbatch, in milliseconds, by the compiler's estimates or a profile: what Auto weighs, on
    /// whatever devices. Null where it is not known; Auto then takes all stages for equal.
    /// </summary>
    public ScheduleCosts? Costs { get; init; }

    /// <summary>The declared devices, in order; may be empty.</summary>
    public IReadOnlyList<DeviceAssignment> Devices { get; init; } = [];
}

/// <summary>For what a schedule without closed form was solved.</summary>
/// <param name="Microbatches">The microbatches a step has.</param>
/// <param name="DeviceOfStage">For each of the schedule's stages the device that has it.</param>
public sealed record SolvedFor(int Microbatches, IReadOnlyList<int> DeviceOfStage);
