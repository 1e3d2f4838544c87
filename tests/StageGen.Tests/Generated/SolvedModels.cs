using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Generated;

/// <summary>An MLP under V-Half, which the generator writes down as a table.</summary>
[Pipeline(Schedule = PipelineSchedule.VHalf, Microbatches = 5)]
public sealed partial class SolvedVHalf : Module<Tensor, Tensor>
{
    [Stages(0, 3)]
    private readonly ModuleList<Linear> layers = [Linear(4, 7), Linear(7, 5), Linear(5, 6), Linear(6, 3)];

    public SolvedVHalf()
        : base(nameof(SolvedVHalf)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers) x = layer.call(x).tanh();
        return x;
    }
}

/// <summary>An MLP under V-Min, which the generator writes down as a table.</summary>
[Pipeline(Schedule = PipelineSchedule.VMin, Microbatches = 5)]
public sealed partial class SolvedVMin : Module<Tensor, Tensor>
{
    [Stages(0, 3)]
    private readonly ModuleList<Linear> layers = [Linear(4, 7), Linear(7, 5), Linear(5, 6), Linear(6, 3)];

    public SolvedVMin()
        : base(nameof(SolvedVMin)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers) x = layer.call(x).tanh();
        return x;
    }
}

/// <summary>An MLP under Auto, which the generator writes down as a table.</summary>
[Pipeline(Schedule = PipelineSchedule.Auto, Microbatches = 5)]
public sealed partial class SolvedAuto : Module<Tensor, Tensor>
{
    [Stages(0, 3)]
    private readonly ModuleList<Linear> layers = [Linear(4, 7), Linear(7, 5), Linear(5, 6), Linear(6, 3)];

    public SolvedAuto()
        : base(nameof(SolvedAuto)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers) x = layer.call(x).tanh();
        return x;
    }
}

/// <summary>An MLP under Auto whose stages cost unlike times, as its shapes tell.</summary>
[Pipeline(Schedule = PipelineSchedule.Auto, Microbatches = 5)]
[Typical("batch", 4096)]
public sealed partial class PricedAuto : Module<Tensor, Tensor>
{
    [Stages(0, 3)]
    private readonly ModuleList<Linear> layers = [Linear(4, 300), Linear(300, 700), Linear(700, 20), Linear(20, 3)];

    public PricedAuto()
        : base(nameof(PricedAuto)) => RegisterComponents();

    public override Tensor forward([Shape("batch", 4)] Tensor x)
    {
        foreach (var layer in layers) x = layer.call(x).tanh();
        return x;
    }
}
