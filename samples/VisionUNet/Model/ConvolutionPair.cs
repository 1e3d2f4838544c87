using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples.Vision;

/// <summary>Two 3 × 3 convolutions that keep height and width, each followed by batch normalisation and a ReLU.</summary>
public sealed class ConvolutionPair : Module<Tensor, Tensor>
{
    private readonly Conv2d first;
    private readonly BatchNorm2d firstNorm;
    private readonly Conv2d second;
    private readonly BatchNorm2d secondNorm;

    public ConvolutionPair(int inputs, int outputs) : base(nameof(ConvolutionPair))
    {
        first = Conv2d(inputs, outputs, kernel_size: 3, padding: 1, bias: false);
        firstNorm = BatchNorm2d(outputs);
        second = Conv2d(outputs, outputs, kernel_size: 3, padding: 1, bias: false);
        secondNorm = BatchNorm2d(outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = functional.relu(firstNorm.call(first.call(x)));
        return functional.relu(secondNorm.call(second.call(x)));
    }
}
