using Samples.Training;
using static TorchSharp.torch;

namespace Samples.TwoTowers;

/// <summary>
/// The metric: the share of images that find, among one caption for every possible meaning, the caption that is right in all it
/// says. By chance it would be one over the number of meanings.
/// </summary>
public static class Retrieval
{
    public static double Chance => 1.0 / Meaning.Count;

    public static double Of(ITrainer trainer, CaptionedImages images, int most, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var captions = CaptionedImages.Encoded(Meaning.All.Select(CaptionGrammar.Plain));
        int[] any = [.. Enumerable.Range(0, Meaning.Count).Select(i => i % images.Count)];
        var read = VectorsOf(trainer, images, any, captions, side: 1, cancellation);
        var (right, all) = (0, 0);
        // As many images at a time as there are captions, so that the two can go through the model as pairs.
        foreach (var indices in Enumerable.Range(0, Math.Min(images.Count, most)).Chunk(Meaning.Count))
        {
            using var own = NewDisposeScope();
            var seen = VectorsOf(trainer, images, indices, captions.narrow(0, 0, indices.Length), side: 0, cancellation);
            var found = seen.matmul(read.transpose(0, 1)).argmax(1).data<long>().ToArray();
            right += indices.Where((image, i) => images.Meanings[image].Number == found[i]).Count();
            all += indices.Length;
        }
        return (double)right / all;
    }

    private static Tensor VectorsOf(
        ITrainer trainer, CaptionedImages images, int[] indices, Tensor captions, int side, CancellationToken cancellation)
        => trainer.Predict([images.Images(indices), captions], cancellation).select(1, side);
}
