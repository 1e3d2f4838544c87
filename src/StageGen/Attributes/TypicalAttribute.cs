namespace StageGen;

/// <summary>
/// States a value that only the run knows, so that the compiler can say what the model costs: of a parameter of the constructor or of
/// <c>forward</c>, written on the parameter; or of a dimension that <see cref="ShapeAttribute"/> names, written on the class.
/// </summary>
/// <remarks>
/// It changes nothing of what runs. Without it a parameter of the constructor has its default value, and a dimension the value of the
/// constructor's parameter of the same name. The dimension <c>"batch"</c> is that of a whole batch,
/// which the pipeline cuts into microbatches.
/// </remarks>
/// <example>
/// <code>
/// [Pipeline(Microbatches = 8)]
/// [Typical("batch", 32)]
/// public sealed partial class Gpt : Module&lt;Tensor, Tensor&gt;
/// {
///     public Gpt([Typical(768)] int width, int context = 128) …
///     public override Tensor forward([Shape("batch", "context")] Tensor ids) …
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class TypicalAttribute : Attribute
{
    /// <summary>On a parameter: a value that it typically has.</summary>
    /// <param name="value">A number, a <c>bool</c>, a <c>string</c> or a member of an enumeration.</param>
    public TypicalAttribute(object value) => Value = value;

    /// <summary>On the class: a size that a dimension typically has.</summary>
    /// <param name="dimension">The dimension's name, as in <c>[Shape("batch", "context")]</c>.</param>
    /// <param name="size">The size; at least 1.</param>
    public TypicalAttribute(string dimension, long size)
    {
        Dimension = dimension;
        Value = size;
    }

    /// <summary>The dimension's name, or null: the parameter it is written on.</summary>
    public string? Dimension { get; }

    /// <summary>The typical value.</summary>
    public object Value { get; }
}
