using StageGen.Modeling.Costs;
using TorchSharp;

namespace StageGen.Costs.Tests;

/// <summary>
/// What each module of the table keeps from forward to backward, against what a forward in training leaves allocated on the CPU.
/// </summary>
public sealed class HeldBytesTests
{
    private const double Tolerance = 0.15;
    // Objects of autograd and small tensors beside the large ones, which have megabytes, and what the runtime's other threads allocate
    // meanwhile.
    private const double Small = 512 * 1024;

    public static TheoryData<string> Factories => [.. LargeCases.All.Select(one => one.Factory).Distinct()];

    [Theory]
    [MemberData(nameof(Factories))]
    public void A_layer_holds_what_the_table_says(string factory)
    {
        Assert.True(AllocatedBytes.Known);
        foreach (var large in LargeCases.All.Where(one => one.Factory == factory)) Weigh(large);
    }

    private static void Weigh(LargeCase large)
    {
        string factory = large.Factory;
        using var trace = new Trace();
        var module = trace.Module(factory, large.Arguments(trace));
        var inputs = large.Inputs(trace);
        module.Real.train();
        double said = Said(module, inputs);
        object?[] given = inputs.Length == 3 && factory == "LSTMCell"
            ? [inputs[0].Real, new[] { inputs[1].Real, inputs[2].Real }]
            : [.. inputs.Select(input => input.Real)];
        // The first calls fill caches; of the others the middle one is taken.
        double[] readings = [.. Enumerable.Range(0, 9).Select(_ => Held(module.Real, given)).Skip(2).Order()];
        double measured = readings[3];
        Assert.True(Math.Abs(said - measured) <= Math.Max(Tolerance * measured, Small),
            $"{factory}: {said:n0} bytes said, {measured:n0} measured ({said / measured:p1}).");
    }

    [Fact]
    public void Every_module_of_the_table_is_weighed_and_held_against_TorchSharp()
    {
        // Not to be had in TorchSharp 0.107.
        string[] nowhere = ["AdaptiveMaxPool3d", "FractionalMaxPool1d", "LPPool3d"];
        // Made of a table or of a layer that is held against TorchSharp itself.
        string[] ofOthers = ["Embedding_from_pretrained", "EmbeddingBag_from_pretrained", "TransformerEncoder", "TransformerDecoder"];
        Assert.Equal("", string.Join(", ", LayerTable.Names.Except(LargeCases.All.Select(one => one.Factory)).Except(nowhere)));
        Assert.Equal(
            "", string.Join(", ", LayerTable.Names.Except(LayerCases.All.Select(one => one.Factory)).Except(nowhere).Except(ofOthers)));
    }

    /// <summary>All that is kept, the results too, which live on; not the inputs, which were there before.</summary>
    private static double Said(ModuleTwin module, Twin[] inputs)
    {
        var memory = new SavedMemory();
        // Inputs weigh as little as parameters here.
        var given = inputs.Select(input => memory.New(input.Shape with { Role = TensorRole.Parameter })).ToArray();
        var result = module.Layer.Apply([.. inputs.Select(input => input.Shape)]);
        Assert.Null(result.Problem);
        foreach (var output in memory.Record(result, given)) memory.Keep(output);
        return memory.BytesIn().Evaluate(new Dictionary<string, long>())!.Value;
    }

    private static double Held(torch.nn.Module module, object?[] inputs)
    {
        // What finalizers give back they give back before.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        double before = AllocatedBytes.Now();
        using var outer = torch.NewDisposeScope();
        using (torch.NewDisposeScope())
        {
            foreach (var result in Reflected.Forward(module, inputs)) _ = result.MoveToOuterDisposeScope();
        }

        return AllocatedBytes.Now() - before;
    }
}
