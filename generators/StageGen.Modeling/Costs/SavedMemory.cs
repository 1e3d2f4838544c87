namespace StageGen.Modeling.Costs;

/// <summary>A tensor in the course of <c>forward</c>.</summary>
/// <param name="Shape">What it is.</param>
/// <param name="Memory">Which memory it sees: a number that <see cref="SavedMemory"/> gave, shared by a tensor and its views.</param>
public readonly record struct TracedTensor(TensorShape Shape, int Memory);

/// <summary>
/// What autograd keeps over many calls, every memory counted once and in whole, however many calls keep it or a view of it.
/// Scopes (stages) count separately: a tensor kept in two of them is counted in both.
/// </summary>
public sealed class SavedMemory
{
    private readonly List<Size> memories = [];
    private readonly HashSet<(int Scope, int Memory)> kept = [];

    /// <summary>
    /// A tensor with memory of its own: an input of <c>forward</c>, a constant. A parameter's is in memory anyway and counts nothing.
    /// </summary>
    public TracedTensor New(TensorShape shape) => New(shape, shape.Role == TensorRole.Parameter ? Size.Zero : shape.Bytes);

    /// <summary>Notes a call; the tensors that come out of it.</summary>
    public IReadOnlyList<TracedTensor> Record(LayerResult result, IReadOnlyList<TracedTensor> inputs, int scope = 0)
    {
        var outputs = new List<TracedTensor>(result.Outputs.Count);
        for (int i = 0; i < result.Outputs.Count; i++)
        {
            int view = result.ViewOf(i);
            outputs.Add(view >= 0 && view < inputs.Count ? new(result.Outputs[i], inputs[view].Memory) : New(result.Outputs[i]));
        }

        foreach (var saved in result.Saved)
        {
            var from = saved.From == SavedFrom.Input ? inputs : outputs;
            if (saved.From == SavedFrom.Inside) Keep(New(TensorShape.Unknown, saved.Bytes), scope);
            else if (saved.Index < from.Count) Keep(from[saved.Index], scope);
        }

        return outputs;
    }

    /// <summary>Notes that a tensor stays until backward for another reason: it comes into a stage, or goes out of it.</summary>
    public void Keep(TracedTensor tensor, int scope = 0) => kept.Add((scope, tensor.Memory));

    /// <summary>What is kept in a scope.</summary>
    public Size BytesIn(int scope = 0) => Size.Sum(Kept(scope).Select(one => one.Bytes));

    /// <summary>Every memory that is kept in a scope.</summary>
    internal IEnumerable<(int Memory, Size Bytes)> Kept(int scope = 0)
        => kept.Where(one => one.Scope == scope).OrderBy(one => one.Memory).Select(one => (one.Memory, memories[one.Memory]));

    private TracedTensor New(TensorShape shape, Size bytes)
    {
        memories.Add(bytes);
        return new(shape, memories.Count - 1);
    }
}
