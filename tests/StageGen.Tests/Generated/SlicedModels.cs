using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

#pragma warning disable IDE0003 // 'this.' is part of what is tested

namespace StageGen.Tests.Generated;

/// <summary>Nested calls over borders, a value read far away, a variable that has several versions in one stage.</summary>
[Pipeline(Schedule = PipelineSchedule.GPipe)]
public sealed partial class SkipModel : Module<Tensor, Tensor>
{
    [Stage(0)]
    private readonly Linear a = Linear(6, 6);

    [Stage(1)]
    private readonly Linear b = Linear(6, 6);

    [Stage(2)]
    private readonly Linear c = Linear(6, 6);

    [Stage(2)]
    private readonly Linear early = Linear(6, 6);

    [Stage(3)]
    private readonly Module<Tensor, Tensor> d = Linear(6, 6);

    public SkipModel()
        : base(nameof(SkipModel)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        var x = functional.relu(a.call(input));
        var skip = x;
        var branch = early.call(x);
        x = b.call(x.tanh()) * 0.5;
        var mixed = this.c.forward(x) + branch;
        return d.call(functional.relu(mixed) + skip) + skip.mean([1], keepdim: true);
    }
}

/// <summary>A dealt sequence with a split, a for loop over a dealt list, properties as stages, a helper method, a dispose scope.</summary>
[Pipeline(Microbatches = 3)]
public sealed partial class DealtModel : Module<Tensor, Tensor>
{
    [Stages(0, 1, Split = [3, 2])]
    private readonly Sequential front = Sequential(Linear(6, 8), ReLU(), Linear(8, 6), Tanh(), Linear(6, 6));

    [Stages(1, 3)]
    private readonly ModuleList<Linear> layers = new(Linear(6, 6), Linear(6, 6), Linear(6, 6), Linear(6, 6));

    public DealtModel()
        : base(nameof(DealtModel)) => RegisterComponents();

    [Stage(3)]
    private Linear Last { get; } = Linear(6, 6);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Tensor x = front.call(input);
        long width = x.size(1);
        for (int i = 0; i < layers.Count; i++)
        {
            x = layers[i].call(x).relu() / width;
        }

        return Finish(x).MoveToOuterDisposeScope();
    }

    private Tensor Finish(Tensor x) => Last.call(x).sigmoid();
}

/// <summary>Two towers of two inputs each, a mask that is not cut into microbatches, a number that is not a tensor.</summary>
[Pipeline]
public sealed partial class TowersModel : Module<Tensor, Tensor, Tensor, Tensor>
{
    [Stage(0)]
    private readonly Linear left = Linear(4, 6);

    [Stage(1)]
    private readonly Linear right = Linear(5, 6);

    [Stage(2)]
    private readonly Linear joined = Linear(12, 6);

    public TowersModel()
        : base(nameof(TowersModel)) => RegisterComponents();

    public override Tensor forward([Shape("batch", 4)] Tensor first, [Shape("batch", 5)] Tensor second, [Shape(6)] Tensor mask)
    {
        var l = left.call(first);
        var r = right.call(second);
        var scale = 1.0 / first.size(1);
        var both = cat([l * mask, r], 1);
        return joined.call(both) * scale + mask;
    }
}
