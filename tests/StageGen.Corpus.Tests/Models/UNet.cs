// inputs: randn(n, 1, 8, 8)
// targets: rand(n, 1, 8, 8)
// loss: functional.binary_cross_entropy_with_logits(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class UNet : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Conv2d down1 = Conv2d(1, 16, 3, padding: 1);
    [Stage(1)] private readonly Conv2d down2 = Conv2d(16, 16, 3, padding: 1);
    [Stage(1)] private readonly Conv2d bottom = Conv2d(16, 16, 3, padding: 1);
    [Stage(2)] private readonly ConvTranspose2d up2 = ConvTranspose2d(16, 16, 2, stride: 2);
    [Stage(2)] private readonly Conv2d join2 = Conv2d(32, 16, 3, padding: 1);
    [Stage(3)] private readonly ConvTranspose2d up1 = ConvTranspose2d(16, 16, 2, stride: 2);
    [Stage(3)] private readonly Conv2d join1 = Conv2d(32, 1, 1);

    public UNet() : base(nameof(UNet)) => RegisterComponents();

    public override Tensor forward(Tensor image)
    {
        var skips = new List<Tensor>();
        var x = functional.relu(down1.call(image));
        skips.Add(x);
        x = functional.max_pool2d(x, 2);
        x = functional.relu(down2.call(x));
        skips.Add(x);
        x = functional.max_pool2d(x, 2);
        x = functional.relu(bottom.call(x));
        x = up2.call(x);
        x = functional.relu(join2.call(cat(new List<Tensor> { x, skips[skips.Count - 1] }, 1)));
        x = up1.call(x);
        return join1.call(cat([x, skips[^2]], 1));
    }
}
