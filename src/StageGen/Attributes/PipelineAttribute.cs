namespace StageGen;

/// <summary>
/// Makes a TorchSharp module a pipeline: its submodules, marked with <see cref="StageAttribute"/> or
/// <see cref="StagesAttribute"/>, run on several devices, and <c>ToPipeline()</c> is generated beside it.
/// </summary>
/// <remarks>
/// The class must be <c>partial</c>. It stays an ordinary module: <c>new Gpt().forward(ids)</c> runs it unsplit, and the
/// pipeline trains the very same parameters under the same state-dict keys.
/// <code>
/// [Pipeline(Microbatches = 8)]
/// public sealed partial class Gpt : Module&lt;Tensor, Tensor&gt;
/// {
///     [Stage(0)]     private readonly Embedding tokens;
///     [Stages(0, 1)] private readonly ModuleList&lt;Block&gt; blocks;
///     [Stage(1)]     private readonly Linear head;
///     …
/// }
/// </code>
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PipelineAttribute : Attribute
{
    /// <summary>The schedule the generated code follows; <see cref="PipelineSchedule.OneForwardOneBackward"/> unless said.</summary>
    public PipelineSchedule Schedule { get; set; } = PipelineSchedule.OneForwardOneBackward;

    /// <summary>
    /// Into how many microbatches a batch is cut along its first dimension; at least 1. More microbatches make a smaller
    /// bubble and smaller, less efficient pieces of work. 0 (the default) leaves it to the pipeline: four per device.
    /// </summary>
    public int Microbatches { get; set; }

    /// <summary>
    /// How many stages of the schedule a device has: more than one for interleaved and V schedules, in which a microbatch visits
    /// each device several times. 0 (the default) for what the schedule usually has, one or two. Neighbouring declared stages are
    /// fused until there are so many.
    /// </summary>
    public int StagesPerDevice { get; set; }

    /// <summary>
    /// In how many stages to cut a model none of whose submodules has a <see cref="StageAttribute"/> or <see cref="StagesAttribute"/>: the
    /// compiler then chooses the stages that are fastest by what the submodules cost, as a profile measured them or else as estimated,
    /// under the memory of the declared devices. Left out, the attributes say the stages.
    /// </summary>
    /// <remarks>
    /// Which submodule is in which stage shows on hover and in the message SG0033, whose fix writes the attributes out: from then on the
    /// cut stays as it is, whatever the costs. Beside attributes on all submodules it must be the number of stages that they declare.
    /// </remarks>
    public int Stages { get; set; }
}
