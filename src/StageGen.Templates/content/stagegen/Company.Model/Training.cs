using StageGen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Company.Model;

/// <summary>Trains a pipeline and measures what it learned.</summary>
public static class Training
{
    /// <summary>The mean loss of a microbatch.</summary>
    public static Tensor Loss(Tensor logits, Tensor classes) => functional.cross_entropy(logits, classes);

    /// <summary>Trains for some steps, each on a new batch; tells <paramref name="report"/> about every one.</summary>
    public static void Run(ClassifierPipeline pipeline, int steps, int batch, Random random, Action<int, StepResult> report)
    {
        for (int i = 1; i <= steps; i++)
        {
            var (points, classes) = Spirals.Sample(batch, 3, random);
            using (points)
            using (classes)
            {
                report(i, pipeline.TrainStep(points, classes, Loss));
            }
        }
    }

    /// <summary>The share of points whose class the model finds.</summary>
    public static double Accuracy(ClassifierPipeline pipeline, int count, Random random)
    {
        var (points, classes) = Spirals.Sample(count, 3, random);
        using (points)
        using (classes)
        using (Tensor logits = pipeline.Predict(points))
        using (Tensor found = logits.argmax(1))
        using (Tensor right = found.eq(classes))
        {
            return right.sum().item<long>() / (double)count;
        }
    }
}
