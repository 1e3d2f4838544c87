using StageGen.Tests.Generated;
using StageGen.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Execution;

/// <summary>Gradients clipped over all devices are the unsplit model's, clipped by libtorch, to the last bit.</summary>
public class GradientNormTests
{
    private const double Largest = 0.05;
    private static readonly Func<Tensor, Tensor, Tensor> CrossEntropy = (logits, targets) =>
        functional.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1));

    public static TheoryData<PipelineSchedule, int> Deals()
    {
        var data = new TheoryData<PipelineSchedule, int>();
        foreach (PipelineSchedule schedule in new[]
        {
            PipelineSchedule.GPipe, PipelineSchedule.OneForwardOneBackward, PipelineSchedule.Interleaved, PipelineSchedule.ZeroBubbleH1
        })
        {
            foreach (int devices in new[] { 1, 2, 4 })
            {
                data.Add(schedule, devices);
            }
        }

        return data;
    }

    /// <summary>The head's weights are the embedding's: counted twice, the norm would be another one.</summary>
    [Theory]
    [MemberData(nameof(Deals))]
    public void TrainingWithClippingIsTheUnsplitModels(PipelineSchedule schedule, int devices)
    {
        using var scope = NewDisposeScope();
        using var whole = new TiedGpt();
        using var split = new TiedGpt();
        split.load_state_dict(whole.state_dict());
        Parameter[] once = [.. whole.named_parameters().Where(p => p.name != "head.weight").Select(p => p.parameter)];
        using var optimizer = optim.SGD(once, 0.5, momentum: 0.9);
        using TiedGptPipeline pipeline = split.ToPipeline(Options(schedule, devices) with { MaxGradNorm = Largest });
        pipeline.UseOptimizer(p => optim.SGD(p, 0.5, momentum: 0.9));
        Unsplit.WithThreads(1, () =>
        {
            for (int step = 0; step < 3; step++)
            {
                Tensor ids = randint(0, 13, [9, 6], int64), targets = randint(0, 13, [9, 6], int64);
                whole.zero_grad();
                _ = Unsplit.Accumulate(whole.forward, ids, targets, CrossEntropy, 4);
                double norm = nn.utils.clip_grad_norm_(once, Largest);
                optimizer.step();

                Assert.True(norm > Largest);
                Assert.Equal(norm, pipeline.TrainStep(ids, targets, CrossEntropy).GradNorm);
                Bits.EqualParameters(whole, split, gradients: true);
                Bits.EqualParameters(whole, split, gradients: false);
            }
        });
    }

    [Fact]
    public void AccumulatedGradientsAreClippedWhenAsked()
    {
        using var scope = NewDisposeScope();
        using var whole = new TinyGpt();
        using var split = new TinyGpt();
        split.load_state_dict(whole.state_dict());
        using TinyGptPipeline pipeline = split.ToPipeline(Options(PipelineSchedule.OneForwardOneBackward, 3));
        Assert.Equal(0, pipeline.ClipGradNorm(1));
        Unsplit.WithThreads(1, () =>
        {
            for (int batch = 0; batch < 2; batch++)
            {
                Tensor ids = randint(0, 13, [9, 6], int64), targets = randint(0, 13, [9, 6], int64);
                _ = Unsplit.Accumulate(whole.forward, ids, targets, CrossEntropy, 4);
                Assert.Null(pipeline.AccumulateGradients(ids, targets, CrossEntropy).GradNorm);
            }

            // A norm that is small enough changes nothing.
            double norm = pipeline.ClipGradNorm(1e6);
            Bits.EqualParameters(whole, split, gradients: true);
            Assert.Equal(norm, nn.utils.clip_grad_norm_(whole.parameters(), Largest));
            Assert.Equal(norm, pipeline.ClipGradNorm(Largest));
            Bits.EqualParameters(whole, split, gradients: true);
            Assert.InRange(pipeline.ClipGradNorm(1), Largest * 0.999, Largest * 1.001);
        });
    }

    /// <summary>Why the docs say so: libtorch's function goes by the list it is given.</summary>
    [Fact]
    public void TorchSharpCountsAndScalesATiedWeightTwice()
    {
        using var scope = NewDisposeScope();
        using var model = new TiedGpt();
        Assert.Equal(2, model.parameters().Count(p => p.shape is [13, 8]));
        model.Embedded.grad = ones_like(model.Embedded);
        Assert.Equal(Math.Sqrt(2 * 13 * 8), nn.utils.clip_grad_norm_(model.parameters(), Math.Sqrt(2 * 13 * 8) / 2), 1e-4);
        Assert.Equal(0.25, model.Embedded.grad!.max().ToDouble(), 1e-4);
    }

    [Fact]
    public void AGradientThatIsNotFiniteIsNamedAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var model = new TinyGpt();
        using var before = new TinyGpt();
        before.load_state_dict(model.state_dict());
        using TinyGptPipeline pipeline = model.ToPipeline(Options(PipelineSchedule.OneForwardOneBackward, 2) with { MaxGradNorm = 1 });
        pipeline.UseOptimizer(p => optim.SGD(p, 0.1));
        Tensor ids = randint(0, 13, [8, 6], int64);

        // The root's slope at zero is infinite, and zero times infinity no number; the loss is finite.
        var caught = Assert.Throws<PipelineException>(() => pipeline.TrainStep(ids, ids, (logits, _) => (logits * 0).abs().sqrt().mean()));
        Assert.Contains(
            "TinyGpt: the gradient of 'tokens.weight' is not finite (the norm is NaN), so gradients cannot be clipped. No weight was changed.",
            caught.Message, StringComparison.Ordinal);
        Assert.All(model.parameters(), p => Assert.Null(p.grad));
        Bits.EqualParameters(before, model, gradients: false);
        Assert.True(pipeline.TrainStep(ids, ids, CrossEntropy).GradNorm > 0);

        pipeline.ZeroGradients();
        _ = pipeline.AccumulateGradients(ids, ids, (logits, _) => (logits * 0).abs().sqrt().mean());
        _ = Assert.Throws<PipelineException>(() => pipeline.ClipGradNorm(1));
        Assert.All(model.parameters(), p => Assert.NotNull(p.grad));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ALargestNormThatIsNoneIsRefused(double largest)
    {
        using var model = new TinyGpt();
        var caught = Assert.Throws<ArgumentException>(
            () => model.ToPipeline(Options(PipelineSchedule.GPipe, 1) with { MaxGradNorm = largest }));
        Assert.Contains("TinyGpt: PipelineOptions.MaxGradNorm is ", caught.Message, StringComparison.Ordinal);
        using TinyGptPipeline pipeline = model.ToPipeline(Options(PipelineSchedule.GPipe, 1));
        Assert.Contains("maxNorm is ", Assert.Throws<ArgumentException>(() => pipeline.ClipGradNorm(largest)).Message,
            StringComparison.Ordinal);
    }

    private static PipelineOptions Options(PipelineSchedule schedule, int devices) => new()
    {
        Devices = [.. Enumerable.Repeat("cpu", devices)],
        Schedule = schedule,
        Microbatches = 4,
        IntraOpThreads = 1,
    };
}
