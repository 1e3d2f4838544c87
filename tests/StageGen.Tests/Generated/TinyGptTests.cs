using StageGen.Tests.Support;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Generated;

/// <summary>From attributes to the unsplit model's bits: a GPT through the generator, the schedules and the run time.</summary>
public class TinyGptTests
{
    private static readonly Func<Tensor, Tensor, Tensor> Loss = (logits, targets) =>
        functional.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void LossGradientsAndWeightsAfterTwentyAdamWStepsAreThoseOfTheUnsplitModel(int microbatches)
    {
        // Even numbers of microbatches get a ragged batch.
        int samples = (2 * microbatches) + (microbatches % 2 == 0 ? 1 : 0);
        using var scope = NewDisposeScope();
        (Tensor Ids, Tensor Targets)[] batches = [.. Enumerable.Range(0, 20)
            .Select(_ => (randint(0, 13, [samples, 6], int64), randint(0, 13, [samples, 6], int64)))];
        using var start = new TinyGpt();
        using var whole = new TinyGpt();
        whole.load_state_dict(start.state_dict());
        var expected = new List<(double Loss, byte[][] Gradients)>();
        using var optimizer = optim.AdamW(whole.parameters(), lr: 0.01);
        Unsplit.WithThreads(1, () =>
        {
            foreach (var (ids, targets) in batches)
            {
                whole.zero_grad();
                double loss = Unsplit.Accumulate(whole.forward, ids, targets, Loss, microbatches);
                expected.Add((loss, [.. whole.parameters().Select(p => Bits.Of(p.grad!))]));
                optimizer.step();
            }
        });

        foreach (PipelineSchedule schedule in new[] { PipelineSchedule.GPipe, PipelineSchedule.OneForwardOneBackward })
        {
            foreach (int devices in new[] { 1, 2, 3, 4, 8 })
            {
                string what = $"{schedule} on {devices} devices, step ";
                using var split = new TinyGpt();
                split.load_state_dict(start.state_dict());
                using TinyGptPipeline pipeline = split.ToPipeline(new PipelineOptions
                {
                    Devices = [.. Enumerable.Repeat("cpu", devices)],
                    Schedule = schedule,
                    Microbatches = microbatches,
                    IntraOpThreads = 1,
                });
                pipeline.UseOptimizer(p => optim.AdamW(p, lr: 0.01));
                for (int step = 0; step < batches.Length; step++)
                {
                    Assert.Equal(expected[step].Loss, pipeline.TrainStep(batches[step].Ids, batches[step].Targets, Loss).Loss);
                    Assert.All(split.parameters().Zip(expected[step].Gradients),
                        pair => Assert.True(Bits.Of(pair.First.grad!).AsSpan().SequenceEqual(pair.Second), what + step));
                }

                Bits.EqualParameters(whole, split, gradients: false);
            }
        }
    }

    [Fact]
    public void StateDictKeysStayTheUsers()
    {
        using var model = new TinyGpt();
        string[] before = [.. model.state_dict().Keys];
        using TinyGptPipeline pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"] });

        Assert.Equal(before, model.state_dict().Keys);
        Assert.Contains("blocks.3.mlp.0.weight", before);
    }

    [Fact]
    public void EveryStageHasItsSubmodules()
    {
        using var model = new TinyGpt();
        using TinyGptPipeline pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu"] });

        Assert.Equal(8, pipeline.Stages.Count);
        Assert.Equal("tokens, positions, blocks (1 of 8)", pipeline.Stages[0].Name);
        Assert.Equal(["Embedding", "Embedding", "Block"], pipeline.Stages[0].Modules.Select(m => m.GetType().Name));
        Assert.Equal(["Block", "LayerNorm", "Linear"], pipeline.Stages[7].Modules.Select(m => m.GetType().Name));
    }

    [Fact]
    public void TheDeclarationHoldsWhereNothingElseIsSaid()
    {
        using var model = new TinyGpt();
        using TinyGptPipeline pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"] });

        Assert.Equal(4, pipeline.Microbatches);
        Assert.Equal("1F1B", pipeline.ActiveSchedule.Name);
        Assert.Equal(["0F0", "0F1", "0B0", "0F2", "0B1", "0F3", "0B2", "0B3"],
            pipeline.ActiveSchedule.Actions[0].Select(a => a.ToString()));
    }
}
