using static TorchSharp.torch;

namespace Samples.Vision;

/// <summary>Makes the segmentation worth learning: the images are seen through noise, their masks are taken from the clean ones.</summary>
public static class Noise
{
    /// <summary>The noise's standard deviation; white is 1.</summary>
    public const double Deviation = 0.5;

    /// <summary>From which grey on a pixel of the clean image is foreground; white is 1.</summary>
    private const double Foreground = 0.1;

    /// <summary>The images with Gaussian noise added; the same seed adds the same.</summary>
    /// <param name="images"><c>[batch, 1, height, width]</c>.</param>
    /// <param name="seed">Where the random numbers start.</param>
    public static Tensor AddTo(Tensor images, long seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        return (images + empty_like(images).normal_(0, Deviation, generator)).MoveToOuterDisposeScope();
    }

    /// <summary>1 where a clean image shows something, 0 where it does not; as the images, float32.</summary>
    public static Tensor MasksOf(Tensor images)
    {
        using var foreground = images.gt(Foreground);
        return foreground.to(ScalarType.Float32);
    }
}
