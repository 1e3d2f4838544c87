// inputs: randn(n, 3, 8, 8)
// targets: randint(4, [n])
// loss: functional.cross_entropy(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class MobileNet : Module<Tensor, Tensor>
{
    private readonly long[] planes = [8, 8, 16, 16];
    private readonly long[] strides = [1, 2, 1, 2];

    [Stages(0, 3)] private readonly Sequential layers;

    public MobileNet(string name = "MobileNet", int numClasses = 4) : base(name)
    {
        var modules = new List<(string, Module<Tensor, Tensor>)>
        {
            ("conv2d-first", Conv2d(3, 16, kernel_size: 3, padding: 1, bias: false)),
            ("bnrm2d-first", BatchNorm2d(16)),
            ("relu-first", ReLU()),
        };
        MakeLayers(modules, 16);
        modules.Add(("avgpool", AdaptiveAvgPool2d(1)));
        modules.Add(("flatten", Flatten()));
        modules.Add(("linear", Linear(planes[^1], numClasses)));
        layers = Sequential(modules);
        RegisterComponents();
    }

    private void MakeLayers(List<(string, Module<Tensor, Tensor>)> modules, long inPlanes)
    {
        for (var i = 0; i < strides.Length; i++)
        {
            modules.Add(($"conv2d-{i}a", Conv2d(inPlanes, inPlanes, 3, stride: strides[i], padding: 1, groups: inPlanes, bias: false)));
            modules.Add(($"bnrm2d-{i}a", BatchNorm2d(inPlanes)));
            modules.Add(($"relu-{i}a", ReLU()));
            modules.Add(($"conv2d-{i}b", Conv2d(inPlanes, planes[i], 1, bias: false)));
            modules.Add(($"bnrm2d-{i}b", BatchNorm2d(planes[i])));
            modules.Add(($"relu-{i}b", ReLU()));
            inPlanes = planes[i];
        }
    }

    public override Tensor forward(Tensor input) => layers.call(input);
}
