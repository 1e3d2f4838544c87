namespace StageGen;

/// <summary>
/// States the shape of a tensor that <c>forward</c> takes: a number for a dimension that is fixed, a name for one that may
/// vary, as in <c>[Shape("batch", 3, 224, 224)] Tensor image</c>.
/// </summary>
/// <remarks>
/// A batch that does not fit is refused at the pipeline's door, by the parameter's name. A tensor whose first dimension is
/// not named <c>"batch"</c> is not cut into microbatches: every microbatch gets the whole of it (a mask, a table of
/// positions). Without <c>[Shape]</c> a tensor is cut along its first dimension.
/// </remarks>
/// <param name="dimensions">A <c>string</c> or an <c>int</c> for each dimension, outermost first.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ShapeAttribute(params object[] dimensions) : Attribute
{
    /// <summary>A <c>string</c> (varies) or an <c>int</c> (fixed) for each dimension, outermost first.</summary>
    public IReadOnlyList<object> Dimensions { get; } = dimensions;
}
