using static TorchSharp.torch;

namespace Samples.Data;

/// <summary>Grey images with labels.</summary>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="Pixels">All images, one after the other, row by row; 0 is black, 255 white.</param>
/// <param name="Labels">The class of each image, from 0.</param>
public sealed record LabelledImages(int Height, int Width, byte[] Pixels, byte[] Labels)
{
    /// <summary>How many there are.</summary>
    public int Count => Labels.Length;

    /// <summary>The pixels of an image.</summary>
    public ReadOnlySpan<byte> Pixel(int image) => Pixels.AsSpan(image * Height * Width, Height * Width);

    /// <summary>Some of the images as <c>[count, 1, height, width]</c>, float32 from 0 to 1.</summary>
    public Tensor Images(ReadOnlySpan<int> indices)
    {
        var values = new float[indices.Length * Height * Width];
        for (var i = 0; i < indices.Length; i++)
        {
            var pixels = Pixel(indices[i]);
            for (var j = 0; j < pixels.Length; j++) values[i * pixels.Length + j] = pixels[j] / 255f;
        }
        return tensor(values, [indices.Length, 1, Height, Width]);
    }

    /// <summary>Some of the labels as <c>[count]</c>, int64.</summary>
    public Tensor LabelsOf(ReadOnlySpan<int> indices)
    {
        var values = new long[indices.Length];
        for (var i = 0; i < indices.Length; i++) values[i] = Labels[indices[i]];
        return tensor(values);
    }

    /// <summary>
    /// Indices for training batches without end: every image once, shuffled, then again in another order. The same seed gives the
    /// same batches.
    /// </summary>
    public IEnumerable<int[]> Shuffled(int batch, int seed)
    {
        var random = new Random(seed);
        var order = Enumerable.Range(0, Count).ToArray();
        var next = Count;
        while (true)
        {
            var indices = new int[batch];
            for (var i = 0; i < batch; i++)
            {
                if (next == Count)
                {
                    random.Shuffle(order);
                    next = 0;
                }
                indices[i] = order[next++];
            }
            yield return indices;
        }
    }

    /// <summary>The first <paramref name="most"/> images' indices, in order, in batches; the last may be smaller.</summary>
    public IEnumerable<int[]> InOrder(int batch, int most = int.MaxValue) => Enumerable.Range(0, Math.Min(Count, most)).Chunk(batch);
}
