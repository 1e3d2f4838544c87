using StageGen.Execution;
using static TorchSharp.torch;

namespace StageGen.Tests.Execution;

/// <summary>Inputs that hold tensors are cut as those that are tensors: no microbatch gets the samples of another.</summary>
public sealed class BatchSplitTests
{
    private static readonly PipelineLayout Layout = new()
    {
        Model = "Net",
        Values = [new("x", -1, [0]), new("extra", -1, [0]), new("output", 0, [])],
        Inputs = 2,
        Output = 2,
    };

    [Fact]
    public void ADictionaryIsCutTensorByTensor()
    {
        using var scope = NewDisposeScope();
        Tensor mask = arange(6);
        using BatchSplit split = BatchSplit.Cut(Layout,
            [zeros(6, 2), new Dictionary<string, Tensor> { ["mask"] = mask, ["image"] = zeros(6, 3, 3) }], null, 2);
        for (int m = 0; m < 2; m++)
        {
            var named = Assert.IsType<Dictionary<string, Tensor>>(split.Input(m, 1));
            Assert.Equal([3L * m, (3 * m) + 1, (3 * m) + 2], named["mask"].data<long>().ToArray());
            Assert.Equal([3, 3, 3], named["image"].shape);
        }
    }

    [Fact]
    public void ATensorInADictionaryWithOtherSamplesIsRefused()
    {
        using var scope = NewDisposeScope();
        var caught = Assert.Throws<ArgumentException>(
            () => BatchSplit.Cut(Layout, [zeros(6, 2), new Dictionary<string, Tensor> { ["mask"] = zeros(5) }], null, 2));
        Assert.Contains("'x' has 6 samples and 'extra' has 5", caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACollectionThatCannotBeCutIsRefused()
    {
        using var scope = NewDisposeScope();
        var caught = Assert.Throws<ArgumentException>(
            () => BatchSplit.Cut(Layout, [zeros(6, 2), new SortedDictionary<string, Tensor> { ["mask"] = zeros(6) }], null, 2));
        Assert.Contains("'extra' is a SortedDictionary", caught.Message, StringComparison.Ordinal);
        Assert.Contains("Dictionary<string, Tensor>", caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatHasNoTensorsIsGivenWhole()
    {
        using var scope = NewDisposeScope();
        using BatchSplit split = BatchSplit.Cut(Layout, [zeros(6, 2), "mean"], null, 2);
        Assert.Equal("mean", split.Input(1, 1));
    }
}
