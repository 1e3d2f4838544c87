namespace StageGen;

/// <summary>
/// States what a module costs that the compiler cannot look into (one of a library, one that calls native code), or that it estimates
/// wrongly: on a field of the model, or on the module's class. What is left out is estimated where the module's source is at hand.
/// </summary>
/// <example>
/// <code>
/// [Stage(1), Cost(ForwardFlops = 3_200_000_000, ActivationBytes = 12_000_000, Parameters = 25_000_000, Output = ["batch", 2048])]
/// private readonly Vision.Backbone backbone;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Class)]
public sealed class CostAttribute : Attribute
{
    /// <summary>
    /// Floating point operations of a forward, for one sample: a multiplication and an addition are two. Negative: not said.
    /// </summary>
    public long ForwardFlops { get; set; } = -1;

    /// <summary>Floating point operations of a backward, for one sample; twice the forward's where they are not said.</summary>
    public long BackwardFlops { get; set; } = -1;

    /// <summary>Bytes held from forward to backward, for one sample. Negative: not said.</summary>
    public long ActivationBytes { get; set; } = -1;

    /// <summary>How many numbers the module learns. Negative: not said.</summary>
    public long Parameters { get; set; } = -1;

    /// <summary>
    /// The shape of what comes out, as for <see cref="ShapeAttribute"/>: a number, or the name of a dimension of an input. Where it is not
    /// said and the source is not at hand, what comes out has the shape of what goes in.
    /// </summary>
    public object[]? Output { get; set; }
}
