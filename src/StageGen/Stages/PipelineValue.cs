namespace StageGen;

/// <summary>A value that enters a pipeline, crosses a border between stages, or leaves the pipeline.</summary>
/// <param name="Name">Its name in the user's <c>forward</c>.</param>
/// <param name="Producer">The stage that computes it; −1 for an input of <c>forward</c>.</param>
/// <param name="Consumers">The stages that read it, ascending.</param>
public sealed record PipelineValue(string Name, int Producer, IReadOnlyList<int> Consumers)
{
    /// <summary>
    /// From <see cref="ShapeAttribute"/>: a <c>string</c> (varies) or an <c>int</c> (fixed) for each dimension; null where none was given.
    /// </summary>
    public IReadOnlyList<object>? Shape { get; init; }

    /// <summary>Whether an input is cut along its first dimension into microbatches, rather than given whole to each.</summary>
    public bool Batched => Shape is null || Shape is [string and "batch", ..];
}
