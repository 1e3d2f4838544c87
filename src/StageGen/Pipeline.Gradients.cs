using System.Globalization;
using StageGen.Execution;

namespace StageGen;

// What is done with gradients between a backward and the optimizers.
public abstract partial class Pipeline
{
    private IReadOnlyList<IReadOnlyList<NamedParameter>>? named;

    // Made when first asked for: names of shared parameters are found by what libtorch holds.
    private IReadOnlyList<IReadOnlyList<NamedParameter>> Named => named ??= NamedParameter.Of(Model, parameters);

    /// <summary>
    /// Scales the gradients accumulated so far so that the norm of all of them together, as one vector, is at most
    /// <paramref name="maxNorm"/>: for use between <c>AccumulateGradients</c> and <see cref="OptimizerStep"/>.
    /// <see cref="PipelineOptions.MaxGradNorm"/> has every <c>TrainStep</c> do so. The same bits as <c>torch.nn.utils.clip_grad_norm_</c>
    /// of the unsplit model; a parameter that stages share counts once.
    /// </summary>
    /// <param name="maxNorm">The largest norm; greater than 0.</param>
    /// <returns>The norm before, over all devices; 0 where there is no gradient.</returns>
    /// <exception cref="PipelineException">A gradient is not finite. Nothing was changed.</exception>
    public double ClipGradNorm(double maxNorm)
    {
        CheckMaxNorm(maxNorm, nameof(maxNorm), Layout.Model);
        using var turn = new Turn(this);
        using GarbageCollectionPause.Lease pause = GarbageCollectionPause.Begin();
        return GradientNorm.Clip(engine, Layout.Model, Named, maxNorm);
    }

    private double? ClipAsOptionsSay() =>
        options.MaxGradNorm is { } largest ? GradientNorm.Clip(engine, Layout.Model, Named, largest) : null;

    private static void CheckMaxNorm(double maxNorm, string what, string model)
    {
        if (!(maxNorm > 0) || double.IsInfinity(maxNorm))
        {
            throw new ArgumentException(
                $"{model}: {what} is {maxNorm.ToString(CultureInfo.InvariantCulture)}; it must be greater than 0 and finite.");
        }
    }
}
