using StageGen.Modeling.Costs;
using static TorchSharp.torch;

namespace StageGen.Costs.Tests.Models;

/// <summary>What the source tells of well-known models, against TorchSharp, against what is published, and against what is measured.</summary>
public sealed class KnownModelTests
{
    private const double PublishedTolerance = 0.05, MeasuredTolerance = 0.15;
    private const int Batch = 2;

    public static TheoryData<string> Names() => [.. KnownModel.All.Select(model => model.Name)];

    public static TheoryData<string> Published() => [.. KnownModel.All.Where(model => model.PublishedFlops is not null).Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ParametersAreThoseOfTorchSharp(string name)
    {
        var model = Find(name);
        var costs = Costs(model, model.Sample);
        using var module = model.Create();
        // libtorch may hand out one parameter under two handles: its memory tells.
        long real = module.parameters().DistinctBy(Address).Sum(parameter => parameter.numel());
        Assert.Equal(real, costs.Total.Parameters.Typical);
        Assert.Equal(4 * real, costs.Total.ParameterBytes.Typical);
        if (model.PublishedParameters is { } published) Assert.Equal(published, real);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void OperationsAreThosePublished(string name)
    {
        var model = Find(name);
        var (flops, sample) = model.PublishedFlops!.Value;
        var total = Costs(model, sample).Total;
        Assert.True(Math.Abs(total.ForwardFlops.Typical / flops - 1) <= PublishedTolerance, $"{total.ForwardFlops.Typical:g5} operations, {flops:g5} published.");
        Assert.True(total.IsComplete);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatAForwardHoldsIsWhatIsMeasured(string name)
    {
        var model = Find(name);
        var costs = Costs(model, model.SmallSample);
        double said = costs.Total.SavedBytes.Size.Evaluate(new Dictionary<string, long> { ["batch"] = Batch })!.Value;
        Assert.True(AllocatedBytes.Known);
        using var scope = NewDisposeScope();
        using var module = model.Create();
        var inputs = KnownModel.Inputs(model.SmallSample, Batch);
        double given = inputs.Sum(input => (double)(input.numel() * input.element_size()));
        _ = Held(module, inputs);
        // Several readings: the process's other threads, the compiler's among them, allocate and free as they please.
        double[] readings = [.. Enumerable.Range(0, 3).Select(_ => Held(module, inputs)).Order()];
        double measured = readings[1];
        // The first layer keeps its input, which was there before.
        double ratio = (said - given) / measured;
        Assert.True(Math.Abs(ratio - 1) <= MeasuredTolerance, $"{said - given:n0} bytes said, {measured:n0} measured ({ratio:p1}).");
    }

    private static unsafe nint Address(Tensor tensor) => (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(tensor.bytes));

    /// <summary>What is allocated more after a forward in training than before it, its result alive.</summary>
    private static double Held(nn.Module module, Tensor[] inputs)
    {
        module.train();
        double before = AllocatedBytes.Now();
        using var outer = NewDisposeScope();
        using (var inner = NewDisposeScope())
        {
            foreach (var result in Tensors(KnownModel.Call(module, inputs))) _ = result.MoveToOuterDisposeScope();
        }

        return AllocatedBytes.Now() - before;
    }

    private static IEnumerable<Tensor> Tensors(object? value) => value switch
    {
        Tensor tensor => [tensor],
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i])),
        _ => [],
    };

    private static KnownModel Find(string name) => KnownModel.All.Single(model => model.Name == name);

    private static ModelCosts Costs(KnownModel model, string sample)
    {
        var reading = model.Read(sample);
        Assert.Empty(reading.Problems.Select(problem => problem.Rule + " " + string.Join(" ", problem.Arguments)));
        Assert.NotNull(reading.Costs);
        return reading.Costs;
    }
}
