using static TorchSharp.torch;

namespace StageGen.Corpus.Tests;

/// <summary>Models as people write them have their submodules measured, and are the same afterwards, to the bit.</summary>
public sealed class SubmoduleProfileTests
{
    public static TheoryData<string> Names => [.. CorpusModel.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void MeasuringChangesNothing(string name)
    {
        var model = CorpusModel.All.Single(one => one.Name == name);
        var run = CorpusAssembly.Case(model, 2);
        using var scope = NewDisposeScope();
        _ = manual_seed(1);
        object?[] inputs = run.Inputs(4);
        Tensor targets = run.Targets(4);
        using var made = run.Create();
        using var pipeline = run.ToPipeline(made, new PipelineOptions { Devices = ["cpu", "cpu"], Microbatches = 2, IntraOpThreads = 1 });
        _ = run.Train(pipeline, inputs, targets);
        List<byte[]?> before = StateOf(made);
        SubmoduleProfile profile;
        try
        {
            profile = run.Profile(pipeline, inputs, targets);
        }
        catch (InvalidOperationException refused)
        {
            // Hooks see call(…) alone; the message says so.
            Assert.Contains(".call(x) in place of ", refused.Message, StringComparison.Ordinal);
            Assert.Contains(".forward(", model.Source(2), StringComparison.Ordinal);
            return;
        }

        Assert.Equal(before, StateOf(made));
        Assert.All(profile.Submodules,
            submodule => Assert.True(submodule is { Calls: > 0, ForwardMs: > 0, OutputBytes: > 0 }, submodule.ToString()));
        Assert.True(profile.Submodules.Select(submodule => submodule.Name).Distinct().Count() == profile.Submodules.Count);
        Assert.True(profile.Submodules.Sum(submodule => submodule.InputGradientMs + submodule.WeightGradientMs) > 0);
    }

    private static List<byte[]?> StateOf(nn.Module model) =>
    [
        .. model.parameters().Select(parameter => parameter.grad?.contiguous().bytes.ToArray()),
        .. model.parameters().Select(parameter => parameter.contiguous().bytes.ToArray()),
        .. model.buffers().Select(buffer => buffer.contiguous().bytes.ToArray()),
        get_rng_state().bytes.ToArray(),
    ];
}
