using StageGen;
using static TorchSharp.torch;

namespace Company.Model.Tests;

public sealed class ClassifierTests
{
    private static readonly PipelineOptions TwoWorkers = new() { Devices = ["cpu", "cpu"] };

    private static Classifier Model()
    {
        manual_seed(1);
        return new Classifier();
    }

    [Fact]
    public void The_pipeline_predicts_what_the_model_does()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var pipeline = model.ToPipeline(TwoWorkers);
        var (points, _) = Spirals.Sample(64, 3, new Random(1));

        using var _ = no_grad();
        var split = pipeline.Predict(points);
        var whole = cat([.. points.chunk(pipeline.Microbatches).Select(part => model.call(part))]);

        Assert.True(split.eq(whole).all().item<bool>());
    }

    [Fact]
    public void The_pipelines_gradients_are_the_models()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var unsplit = Model();
        var (points, classes) = Spirals.Sample(64, 3, new Random(1));

        using (var pipeline = model.ToPipeline(TwoWorkers))
        {
            pipeline.AccumulateGradients(points, classes, Training.Loss);
        }

        Training.Loss(unsplit.call(points), classes).backward();

        foreach (var ((name, split), (_, whole)) in model.named_parameters().Zip(unsplit.named_parameters()))
        {
            Assert.True(split.grad!.allclose(whole.grad!, rtol: 1e-4, atol: 1e-6), name);
        }
    }

    [Fact]
    public void Training_finds_the_arms()
    {
        using var model = Model();
        using var pipeline = model.ToPipeline(TwoWorkers);
        pipeline.UseOptimizer(parameters => optim.AdamW(parameters, lr: 1e-3));
        var random = new Random(1);

        double before = Training.Accuracy(pipeline, 500, random);
        Training.Run(pipeline, steps: 60, batch: 512, random, (_, _) => { });

        Assert.True(before < 0.7);
        Assert.True(Training.Accuracy(pipeline, 500, random) > 0.9);
    }
}
