using Samples.Data;
using Samples.Training;
using static TorchSharp.torch;

namespace Samples.TwoTowers;

/// <summary>Images, each with what a caption of it says.</summary>
public sealed class CaptionedImages(LabelledImages images, ImageAttributes attributes)
{
    private readonly Meaning[] meanings = [.. Enumerable.Range(0, images.Count).Select(i => attributes.Of(images, i))];

    /// <summary>How many there are.</summary>
    public int Count => images.Count;

    /// <summary>What the captions of the images say.</summary>
    public IReadOnlyList<Meaning> Meanings => meanings;

    /// <summary>Training batches without end; the same seed gives the same images with the same captions.</summary>
    public IEnumerable<Batch> Batches(int batch, int seed)
    {
        var random = new Random(seed);
        foreach (var indices in images.Shuffled(batch, seed))
        {
            var captions = indices.Select(i => CaptionGrammar.Write(meanings[i], random));
            yield return new Batch(
                [images.Images(indices), Encoded(captions)], tensor(indices.Select(i => (long)meanings[i].Number).ToArray()));
        }
    }

    /// <summary>Some of the images as <c>[count, 1, height, width]</c>, float32.</summary>
    public Tensor Images(ReadOnlySpan<int> indices) => images.Images(indices);

    /// <summary>Captions as <c>[count, length]</c>, int64.</summary>
    public static Tensor Encoded(IEnumerable<string> captions)
    {
        var rows = captions.Select(CaptionGrammar.Encode).ToArray();
        return tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, CaptionGrammar.Length]);
    }
}
