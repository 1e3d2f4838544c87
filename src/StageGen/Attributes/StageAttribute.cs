namespace StageGen;

/// <summary>
/// Says which stage of the pipeline a submodule belongs to. Stages are numbered from 0 in the order in which
/// <c>forward</c> reaches them; values may only flow from a stage to the same or a later one.
/// </summary>
/// <param name="index">The stage, from 0.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class StageAttribute(int index) : Attribute
{
    /// <summary>The stage, from 0.</summary>
    public int Index { get; } = index;
}
