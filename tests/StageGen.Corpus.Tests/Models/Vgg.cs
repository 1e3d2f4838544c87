// inputs: randn(n, 3, 8, 8)
// targets: randint(4, [n])
// loss: functional.nll_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public partial class VGG : Module<Tensor, Tensor>
{
    private static readonly long[] Channels = [16, 0, 16, 0, 32];

    [Stages(0, 3)] private readonly Sequential layers;

    public VGG() : base("VGG")
    {
        var modules = new List<(string, Module<Tensor, Tensor>)>();
        long inChannels = 3;
        for (var i = 0; i < Channels.Length; i++)
        {
            if (Channels[i] == 0)
            {
                modules.Add(($"MaxPool2d-{i}a", MaxPool2d(kernel_size: 2, stride: 2)));
            }
            else
            {
                modules.Add(($"conv2d-{i}a", Conv2d(inChannels, Channels[i], kernel_size: 3, padding: 1)));
                modules.Add(($"bnrm2d-{i}a", BatchNorm2d(Channels[i])));
                modules.Add(($"relu-{i}b", ReLU(inplace: true)));
                inChannels = Channels[i];
            }
        }

        modules.Add(("flatten", Flatten()));
        modules.Add(("linear", Linear(32 * 2 * 2, 4)));
        modules.Add(("softmax", LogSoftmax(1)));
        layers = Sequential(modules);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => layers.forward(input);
}
