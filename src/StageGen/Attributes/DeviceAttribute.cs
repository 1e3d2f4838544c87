namespace StageGen;

/// <summary>
/// Names a device of the pipeline and the stages it runs. Written once per device, in order. Without any, and without
/// <see cref="PipelineOptions.Devices"/>, stage i runs on <c>cuda:i</c> where there is one, else on a CPU worker of its own.
/// </summary>
/// <param name="name"><c>cpu</c> (a worker thread with its share of the cores; may be written several times) or <c>cuda:0</c>,
/// <c>cuda:1</c> …</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DeviceAttribute(string name) : Attribute
{
    /// <summary>The device's name: <c>cpu</c>, <c>cuda:0</c> …</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The stages this device runs: neighbours, in order, as in <c>Stages = [0, 1]</c>. They run fused as one, with no border
    /// between them. When no <c>[Device]</c> names its stages they are dealt evenly over the devices.
    /// </summary>
    public int[]? Stages { get; set; }

    /// <summary>The device's memory, as in <c>"24GB"</c> or <c>"512MB"</c>; what the memory rules count against. Optional.</summary>
    public string? Memory { get; set; }
}
