// inputs: randn(n, 6, 2, 2)
// targets: rand(n, 1, 8, 8)
// loss: functional.mse_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class Generator : Module<Tensor, Tensor>
{
    [Stages(0, 3)] private readonly Sequential main = Sequential(
        ConvTranspose2d(6, 16, 1, stride: 1, bias: false), BatchNorm2d(16), ReLU(),
        ConvTranspose2d(16, 16, 2, stride: 2, bias: false), BatchNorm2d(16), ReLU(),
        ConvTranspose2d(16, 1, 2, stride: 2, bias: false), Tanh());

    public Generator() : base(nameof(Generator)) => RegisterComponents();

    public override Tensor forward(Tensor noise) => main.call(noise);
}
