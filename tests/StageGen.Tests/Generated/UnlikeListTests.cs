using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Generated;

/// <summary>One index over two lists, whose lengths nobody knows before the model is made.</summary>
[Pipeline]
public sealed partial class GatedLists : Module<Tensor, Tensor>
{
    [Stages(0, 1)]
    private readonly ModuleList<Linear> layers = [];

    [Stages(0, 1)]
    private readonly ModuleList<Linear> gates = [];

    public GatedLists(int depth, int gated)
        : base(nameof(GatedLists))
    {
        for (int i = 0; i < depth; i++)
        {
            layers.Add(Linear(6, 6));
        }

        for (int i = 0; i < gated; i++)
        {
            gates.Add(Linear(6, 6));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (int i = 0; i < layers.Count; i++) x = layers[i].call(x) * gates[i].call(x).sigmoid();
        return x;
    }
}

/// <summary>A loop over lists that are dealt unlike would take an element that is in another stage: it is refused.</summary>
public class UnlikeListTests
{
    [Fact]
    public void ListsOfOneLengthAreTheUnsplitModel()
    {
        using var model = new GatedLists(4, 4);
        using var pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"], IntraOpThreads = 1 });
        using Tensor input = randn(8, 6);
        using Tensor expected = model.forward(input);
        using Tensor predicted = pipeline.Predict(input);

        Assert.True(expected.allclose(predicted, 1e-6, 1e-6));
    }

    [Fact]
    public void ListsOfSeveralLengthsAreRefusedWithTheirSharesAndTheWayOut()
    {
        using var model = new GatedLists(4, 6);
        using var pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"], IntraOpThreads = 1 });
        using Tensor input = randn(8, 6);
        using Tensor whole = model.forward(input);
        var failed = Assert.Throws<PipelineException>(() => pipeline.Predict(input));
        var refused = Assert.IsType<InvalidOperationException>(failed.InnerException);

        Assert.Contains("'layers' and 'gates'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("elements 0 to 1 of 'layers' and 0 to 2 of 'gates'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Split", refused.Message, StringComparison.Ordinal);
    }
}
