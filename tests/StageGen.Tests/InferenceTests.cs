using StageGen.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests;

/// <summary>Prediction and evaluation are those of the unsplit model and leave no trace.</summary>
public class InferenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(11)]
    public void PredictionsAreTheUnsplitModels(int samples)
    {
        using var model = new SkipNet();
        using HandmadePipeline pipeline =
            model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu", "cpu"], Microbatches = 4, IntraOpThreads = 1 });
        using Tensor input = randn(samples, 6);
        using Tensor predicted = pipeline.Predict(input);
        using Tensor expected = model.forward(input);

        Assert.False(predicted.requires_grad);
        Assert.Equal(expected.shape, predicted.shape);
        Assert.True(expected.allclose(predicted, 1e-6, 1e-6));
    }

    [Fact]
    public void EvaluationIsTheMeanOverAllSamplesAndTouchesNoGradient()
    {
        using var model = new SkipNet();
        using HandmadePipeline pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu", "cpu"], Microbatches = 4 });
        using Tensor input = randn(11, 6);
        using Tensor targets = randn(11, 6);
        double loss = pipeline.Evaluate(input, targets, (o, t) => functional.mse_loss(o, t));
        using Tensor whole = functional.mse_loss(model.forward(input), targets);

        Assert.Equal(whole.ToDouble(), loss, 1e-6);
        Assert.All(model.parameters(), p => Assert.Null(p.grad));
    }

    [Fact]
    public void ModulesAreInEvaluationModeMeanwhileAndThenAsBefore()
    {
        using var model = new SkipNet();
        using HandmadePipeline pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"] });
        using Tensor input = randn(8, 6);
        bool training = true;
        model.OnStage = (_, _) => training = model.training;
        model.train();
        var frozen = model.named_modules().Last().module;
        frozen.eval();
        pipeline.Predict(input).Dispose();

        Assert.False(training);
        Assert.True(model.training);
        Assert.False(frozen.training);
        Assert.True(model.named_modules().First().module.training);
    }

    [Fact]
    public void AccumulatedGradientsAddUpAndOneStepUsesThem()
    {
        using var whole = new SkipNet();
        using var split = new SkipNet();
        split.load_state_dict(whole.state_dict());
        using HandmadePipeline pipeline =
            split.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"], Microbatches = 2, IntraOpThreads = 1 });
        pipeline.UseOptimizer(p => optim.SGD(p, learningRate: 0.1));
        using var optimizer = optim.SGD(whole.parameters(), learningRate: 0.1);
        Unsplit.WithThreads(1, () =>
        {
            for (int i = 0; i < 3; i++)
            {
                using Tensor input = randn(8, 6);
                using Tensor targets = randn(8, 6);
                double expected = Unsplit.Accumulate(whole.forward, input, targets, (o, t) => functional.mse_loss(o, t), 2);
                Assert.Equal(expected, pipeline.AccumulateGradients(input, targets, (o, t) => functional.mse_loss(o, t)).Loss);
            }
        });
        Bits.EqualParameters(whole, split, gradients: true);
        optimizer.step();
        pipeline.OptimizerStep();
        Bits.EqualParameters(whole, split, gradients: false);
        Assert.All(split.parameters(), p => Assert.Null(p.grad));
    }
}
