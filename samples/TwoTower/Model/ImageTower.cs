using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples.TwoTowers;

/// <summary>From images to vectors: convolutions of stride 2, each followed by batch normalisation and a ReLU.</summary>
public sealed class ImageTower : Module<Tensor, Tensor>
{
    private readonly Sequential convolutions;
    private readonly Linear output;

    /// <param name="width">Channels of the first convolution, doubled by each further one.</param>
    /// <param name="features">The length of the vectors.</param>
    public ImageTower(int width, int features) : base(nameof(ImageTower))
    {
        convolutions = Sequential(
            Conv2d(1, width, kernel_size: 3, stride: 2, padding: 1, bias: false), BatchNorm2d(width), ReLU(),
            Conv2d(width, 2 * width, kernel_size: 3, stride: 2, padding: 1, bias: false), BatchNorm2d(2 * width), ReLU(),
            Conv2d(2 * width, 4 * width, kernel_size: 3, stride: 2, padding: 1, bias: false), BatchNorm2d(4 * width), ReLU());
        output = Linear(4 * width * 4 * 4, features); // 28 × 28 halved three times, rounded up
        RegisterComponents();
    }

    /// <summary>From <c>[batch, 1, 28, 28]</c>, float32, to <c>[batch, features]</c>.</summary>
    public override Tensor forward(Tensor images) => output.call(convolutions.call(images).flatten(1));
}
