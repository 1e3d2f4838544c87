// inputs: randn(n, 3, 8, 8)
// targets: rand(n, 16)
// loss: output.Select((level, i) => level.mean([2, 3]).sub(targets).pow(2).mean() / (i + 1)).Aggregate((a, b) => a + b)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class FeaturePyramid : Module<Tensor, List<Tensor>>
{
    [Stage(0)] private readonly Backbone backbone = new();
    [Stage(1)] private readonly ModuleList<Conv2d> laterals = new(Conv2d(16, 16, 1), Conv2d(16, 16, 1), Conv2d(16, 16, 1));
    [Stage(2)] private readonly Conv2d coarse = Conv2d(16, 16, 3, padding: 1);
    [Stage(3)] private readonly Conv2d fine = Conv2d(16, 16, 3, padding: 1);

    public FeaturePyramid() : base(nameof(FeaturePyramid)) => RegisterComponents();

    public override List<Tensor> forward(Tensor images)
    {
        var maps = backbone.call(images);
        var levels = new List<Tensor>();
        for (int i = 0; i < maps.Length; i++)
        {
            levels.Add(laterals[i].call(maps[i]));
        }

        var top = coarse.call(levels[2]);
        var merged = levels[1] + functional.interpolate(top, scale_factor: [2.0, 2.0]);
        var results = new List<Tensor> { top };
        results.Insert(0, fine.call(merged));
        return results;
    }
}

public sealed class Backbone : Module<Tensor, Tensor[]>
{
    private readonly Conv2d c1 = Conv2d(3, 16, 3, padding: 1), c2 = Conv2d(16, 16, 3, stride: 2, padding: 1), c3 = Conv2d(16, 16, 3, stride: 2, padding: 1);

    public Backbone() : base(nameof(Backbone)) => RegisterComponents();

    public override Tensor[] forward(Tensor x)
    {
        var first = functional.relu(c1.call(x));
        var second = functional.relu(c2.call(first));
        return [first, second, functional.relu(c3.call(second))];
    }
}
