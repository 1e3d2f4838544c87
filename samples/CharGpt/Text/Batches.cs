using Samples.Training;
using static TorchSharp.torch;

namespace Samples.Text;

/// <summary>Samples of a text: a stretch of characters, and for each the character that follows.</summary>
public static class Batches
{
    /// <summary>
    /// Training batches without end, each of <paramref name="batch"/> stretches from anywhere in <paramref name="text"/>. They
    /// come from a generator of their own: the same seed gives the same batches, whatever else draws random numbers.
    /// </summary>
    /// <returns>Inputs and targets, both <c>[batch, context]</c>, int64; whoever takes them disposes of them.</returns>
    public static IEnumerable<Batch> Random(ReadOnlyMemory<byte> text, int batch, int context, int seed)
    {
        var random = new Random(seed);
        while (true)
        {
            var starts = new int[batch];
            for (var i = 0; i < batch; i++) starts[i] = random.Next(text.Length - context);
            yield return At(text.Span, starts, context);
        }
    }

    /// <summary>
    /// At most <paramref name="samples"/> stretches that do not overlap, evenly over <paramref name="text"/>, in batches.
    /// </summary>
    /// <returns>As <see cref="Random"/>; the last batch may be smaller.</returns>
    public static IEnumerable<Batch> Even(ReadOnlyMemory<byte> text, int batch, int context, int samples)
    {
        var stretches = (text.Length - 1) / context;
        var count = Math.Min(samples, stretches);
        var starts = Enumerable.Range(0, count).Select(i => (int)((long)i * stretches / count) * context);
        foreach (var chunk in starts.Chunk(batch)) yield return At(text.Span, chunk, context);
    }

    private static Batch At(ReadOnlySpan<byte> text, int[] starts, int context)
    {
        var (ids, targets) = (new long[starts.Length * context], new long[starts.Length * context]);
        for (var i = 0; i < ids.Length; i++)
        {
            var at = starts[i / context] + i % context;
            (ids[i], targets[i]) = (text[at], text[at + 1]);
        }
        return new Batch([tensor(ids, [starts.Length, context])], tensor(targets, [starts.Length, context]));
    }
}
