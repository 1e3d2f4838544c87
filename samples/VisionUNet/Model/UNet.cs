using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples.Vision;

/// <summary>
/// A U-Net (Ronneberger, Fischer and Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation", 2015) that tells an
/// image's foreground from its background. Its long skips cross several stages at once: each goes straight from the stage that
/// computes it to the one that joins it in, and so does its gradient, back.
/// </summary>
[Pipeline(Schedule = PipelineSchedule.OneForwardOneBackward, Microbatches = 8)]
[Typical("batch", 128)]
[Typical("height", 28)]
[Typical("width", 28)]
public sealed partial class UNet : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly ConvolutionPair whole;
    [Stage(1)] private readonly ConvolutionPair half;
    [Stage(1)] private readonly ConvolutionPair quarter;
    [Stage(2)] private readonly ConvTranspose2d quarterToHalf;
    [Stage(2)] private readonly ConvolutionPair joinHalf;
    [Stage(2)] private readonly ConvTranspose2d halfToWhole;
    [Stage(3)] private readonly ConvolutionPair joinWhole;
    [Stage(3)] private readonly Conv2d head;

    /// <param name="width">Channels at full resolution; twice as many at half of it, four times as many at a quarter.</param>
    public UNet(int width = 16) : base(nameof(UNet))
    {
        whole = new ConvolutionPair(1, width);
        half = new ConvolutionPair(width, 2 * width);
        quarter = new ConvolutionPair(2 * width, 4 * width);
        quarterToHalf = ConvTranspose2d(4 * width, 2 * width, kernel_size: 2, stride: 2);
        joinHalf = new ConvolutionPair(4 * width, 2 * width);
        halfToWhole = ConvTranspose2d(2 * width, width, kernel_size: 2, stride: 2);
        joinWhole = new ConvolutionPair(2 * width, width);
        head = Conv2d(width, 1, kernel_size: 1);
        RegisterComponents();
    }

    /// <summary>
    /// From images to logits of being foreground, both <c>[batch, 1, height, width]</c>, float32; height and width are multiples of 4.
    /// </summary>
    public override Tensor forward([Shape("batch", 1, "height", "width")] Tensor image)
    {
        var atWhole = whole.call(image);
        // A line of its own runs where its operands are: the smaller image crosses to the next stage.
        var pooled = functional.max_pool2d(atWhole, 2);
        var atHalf = half.call(pooled);
        pooled = functional.max_pool2d(atHalf, 2);
        var x = quarter.call(pooled);
        x = joinHalf.call(cat([quarterToHalf.call(x), atHalf], 1));
        x = joinWhole.call(cat([halfToWhole.call(x), atWhole], 1));
        return head.call(x);
    }

    /// <summary>The mean binary cross-entropy of a pixel, in nats.</summary>
    /// <param name="logits"><c>[batch, 1, height, width]</c>.</param>
    /// <param name="masks">As the logits; 1 for foreground, 0 for background.</param>
    public static Tensor Loss(Tensor logits, Tensor masks) => functional.binary_cross_entropy_with_logits(logits, masks);
}
