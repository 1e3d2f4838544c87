using TorchSharp;

namespace StageGen;

/// <summary>
/// A model running as a pipeline, for models whose <c>forward</c> returns a <typeparamref name="TOutput"/>.
/// Base of the generated <c>…Pipeline</c> classes.
/// </summary>
/// <typeparam name="TOutput">What <c>forward</c> returns.</typeparam>
public abstract class Pipeline<TOutput> : Pipeline
{
    /// <summary>Places the model's stages on their devices and starts a worker for each.</summary>
    /// <param name="model">The model; its submodules are moved to their devices.</param>
    /// <param name="layout">What the compiler knows.</param>
    /// <param name="stages">The declared stages, in order.</param>
    /// <param name="options">What the caller decides; null for nothing.</param>
    protected Pipeline(torch.nn.Module model, PipelineLayout layout, IReadOnlyList<PipelineStage> stages, PipelineOptions? options)
        : base(model, layout, stages, options)
    {
    }

    /// <summary>Trains one step: cuts the batch, runs the schedule, steps the optimizers. See the generated overload.</summary>
    /// <param name="inputs">The inputs of <c>forward</c>, in order.</param>
    /// <param name="targets">The targets; cut along the first dimension like the inputs.</param>
    /// <param name="loss">From the output and the targets of a microbatch to a scalar, its mean over the samples.</param>
    /// <param name="cancellationToken">Stops the step on all devices.</param>
    protected StepResult TrainStep(object?[] inputs, torch.Tensor targets, Func<TOutput, torch.Tensor, torch.Tensor> loss,
        CancellationToken cancellationToken)
        => Train(inputs, targets, Untyped(loss), update: true, cancellationToken);

    /// <summary>Adds the gradients of a batch to those there are, and changes no weight. See the generated overload.</summary>
    /// <inheritdoc cref="TrainStep" path="/param"/>
    protected StepResult AccumulateGradients(object?[] inputs, torch.Tensor targets, Func<TOutput, torch.Tensor, torch.Tensor> loss,
        CancellationToken cancellationToken)
        => Train(inputs, targets, Untyped(loss), update: false, cancellationToken);

    /// <summary>The loss of a batch in evaluation mode, without gradients. See the generated overload.</summary>
    /// <inheritdoc cref="TrainStep" path="/param"/>
    protected double Evaluate(object?[] inputs, torch.Tensor targets, Func<TOutput, torch.Tensor, torch.Tensor> loss,
        CancellationToken cancellationToken)
        => Evaluate(inputs, targets, Untyped(loss), cancellationToken);

    /// <summary>What <c>forward</c> gives for a batch in evaluation mode, without gradients. See the generated overload.</summary>
    /// <param name="inputs">The inputs of <c>forward</c>, in order.</param>
    /// <param name="cancellationToken">Stops the prediction on all devices.</param>
    protected TOutput Predict(object?[] inputs, CancellationToken cancellationToken)
        => Predict(inputs, output => PartsOf((TOutput)output!), parts => OutputOf(parts), cancellationToken);

    /// <summary>Measures what each submodule costs, and changes nothing. See the generated overload.</summary>
    /// <inheritdoc cref="TrainStep" path="/param"/>
    protected SubmoduleProfile ProfileSubmodules(object?[] inputs, torch.Tensor targets, Func<TOutput, torch.Tensor, torch.Tensor> loss,
        CancellationToken cancellationToken)
        => MeasureSubmodules(inputs, targets, Untyped(loss), cancellationToken);

    /// <summary>The tensors of a result, in order. Generated where <c>forward</c> returns several.</summary>
    /// <param name="output">What <c>forward</c> returned.</param>
    protected virtual object?[] PartsOf(TOutput output) => [output];

    /// <summary>The result that has these tensors: the reverse of <see cref="PartsOf"/>.</summary>
    /// <param name="parts">The tensors, in order.</param>
    protected virtual TOutput OutputOf(object?[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return (TOutput)parts[0]!;
    }

    private static Func<object?, torch.Tensor, torch.Tensor> Untyped(Func<TOutput, torch.Tensor, torch.Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return (output, targets) => loss((TOutput)output!, targets);
    }
}
