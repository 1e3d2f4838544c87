using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples.Vision;

/// <summary>The basic block of He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2016.</summary>
public sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d first;
    private readonly BatchNorm2d firstNorm;
    private readonly Conv2d second;
    private readonly BatchNorm2d secondNorm;
    private readonly Conv2d? shortcut;

    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out; where they differ, height and width are halved.</param>
    public ResidualBlock(int inputs, int outputs) : base(nameof(ResidualBlock))
    {
        var stride = inputs == outputs ? 1 : 2;
        first = Conv2d(inputs, outputs, kernel_size: 3, stride: stride, padding: 1, bias: false);
        firstNorm = BatchNorm2d(outputs);
        second = Conv2d(outputs, outputs, kernel_size: 3, padding: 1, bias: false);
        secondNorm = BatchNorm2d(outputs);
        shortcut = stride == 1 ? null : Conv2d(inputs, outputs, kernel_size: 1, stride: stride, bias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var added = secondNorm.call(second.call(functional.relu(firstNorm.call(first.call(x)))));
        return functional.relu(added + (shortcut is null ? x : shortcut.call(x)));
    }
}
