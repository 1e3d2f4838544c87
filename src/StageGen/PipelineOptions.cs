using StageGen.Scheduling;

namespace StageGen;

/// <summary>What can be decided when a pipeline is made rather than when its model is written. Everything is optional.</summary>
public sealed record PipelineOptions
{
    /// <summary>
    /// The devices, in order, as in <c>["cuda:0", "cuda:1"]</c> or <c>["cpu", "cpu"]</c> (two CPU workers): from one up to as
    /// many as the model has stages. Overrides the model's <see cref="DeviceAttribute"/>s; the stages are dealt evenly.
    /// The environment variable <c>STAGEGEN_DEVICES</c> (<c>cpu,cpu</c>) takes the place of the attributes when this is null.
    /// </summary>
    public IReadOnlyList<string>? Devices { get; init; }

    /// <summary>Overrides <see cref="PipelineAttribute.Schedule"/>.</summary>
    public PipelineSchedule? Schedule { get; init; }

    /// <summary>
    /// Has <see cref="PipelineSchedule.Auto"/> decide by the measured times of the first steps; null to go by what the compiler knows.
    /// </summary>
    public ScheduleTuning? Tuning { get; init; }

    /// <summary>Overrides <see cref="PipelineAttribute.Microbatches"/>; at least 1.</summary>
    public int? Microbatches { get; init; }

    /// <summary>Overrides <see cref="PipelineAttribute.StagesPerDevice"/>; at least 1.</summary>
    public int? StagesPerDevice { get; init; }

    /// <summary>
    /// A schedule of one's own, say read from a file; validated before anything runs. It brings its number of devices (where
    /// <see cref="Devices"/> are not named), its number of microbatches and its stages per device with it, and outranks
    /// <see cref="Schedule"/>, <see cref="Microbatches"/> and <see cref="StagesPerDevice"/>.
    /// </summary>
    public Schedule? Plan { get; init; }

    /// <summary>
    /// A file with a schedule of one's own (<see cref="ScheduleCsv"/>), as <c>dotnet stagegen simulate … --csv FILE</c> writes it: read and
    /// validated when the pipeline is made, and then as good as <see cref="Plan"/>. A file that cannot be read or run is an
    /// <see cref="System.IO.IOException"/> or a <see cref="FormatException"/> that names file, line and column. Give one of the two at
    /// most.
    /// </summary>
    public string? PlanFile { get; init; }

    /// <summary>
    /// Has every <c>TrainStep</c> scale the gradients so that their norm, of all parameters on all devices as one vector, is at most this,
    /// before the optimizers step; greater than 0. A gradient that is not finite fails the step, and no weight changes. Null to leave
    /// gradients as they are.
    /// </summary>
    public double? MaxGradNorm { get; init; }

    /// <summary>
    /// How many threads one operation on a CPU worker may use; at least 1. When null, the machine's cores are shared out evenly
    /// over the CPU workers. Results on CPU are reproducible bit for bit only between runs with the same number.
    /// </summary>
    public int? IntraOpThreads { get; init; }

    /// <summary>
    /// Whether the process keeps the memory that CPU tensors free, for the next microbatch, instead of having glibc give it back to the
    /// kernel page by page: true unless set otherwise. A setting of the whole process, made once with its first pipeline that has a CPU
    /// worker, on Linux only, and never where <c>MALLOC_…</c> variables, <c>GLIBC_TUNABLES</c> for malloc or <c>LD_PRELOAD</c> are set.
    /// </summary>
    public bool KeepFreedMemory { get; init; } = true;

    /// <summary>
    /// A file for the profile of the training steps, predicted beside measured: its name ends in <c>.html</c> (a page), <c>.svg</c> (a
    /// picture), <c>.json</c> (a trace for ui.perfetto.dev) or <c>.csv</c> (the measured costs). That it can be written is checked
    /// when the pipeline is made; it is written, wholly or not at all, when the pipeline is disposed. On CPU devices under Linux the
    /// second step runs its actions one at a time, to measure what each holds in memory. Null for none.
    /// </summary>
    public string? Profile { get; init; }
}
