using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples.Vision;

/// <summary>A small ResNet that tells classes of grey images apart, its blocks dealt over four stages.</summary>
[Pipeline(Schedule = PipelineSchedule.OneForwardOneBackward, Microbatches = 8)]
[Typical("batch", 128)]
[Typical("height", 28)]
[Typical("width", 28)]
public sealed partial class ResNet : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Conv2d stem;
    [Stage(0)] private readonly BatchNorm2d stemNorm;
    [Stages(0, 3, Split = [1, 2, 2, 1])] private readonly ModuleList<ResidualBlock> blocks;
    [Stage(3)] private readonly Linear head;

    /// <param name="classes">How many classes there are.</param>
    /// <param name="width">Channels of the first blocks; twice, then four times as many further on.</param>
    public ResNet(int classes = 10, int width = 16) : base(nameof(ResNet))
    {
        stem = Conv2d(1, width, kernel_size: 3, stride: 2, padding: 1, bias: false);
        stemNorm = BatchNorm2d(width);
        blocks = ModuleList(
            new ResidualBlock(width, width), new ResidualBlock(width, width),
            new ResidualBlock(width, 2 * width), new ResidualBlock(2 * width, 2 * width),
            new ResidualBlock(2 * width, 4 * width), new ResidualBlock(4 * width, 4 * width));
        head = Linear(4 * width, classes);
        RegisterComponents();
    }

    /// <summary>From images (<c>[batch, 1, height, width]</c>, float32) to the logits of the classes (<c>[batch, classes]</c>).</summary>
    public override Tensor forward([Shape("batch", 1, "height", "width")] Tensor image)
    {
        var x = functional.relu(stemNorm.call(stem.call(image)));
        foreach (var block in blocks) x = block.call(x);
        return head.call(x.mean([2, 3]));
    }

    /// <summary>The mean cross-entropy of an image's class, in nats.</summary>
    /// <param name="logits"><c>[batch, classes]</c>.</param>
    /// <param name="labels"><c>[batch]</c>, int64.</param>
    public static Tensor Loss(Tensor logits, Tensor labels) => functional.cross_entropy(logits, labels);
}
