using TorchSharp;

namespace StageGen;

/// <summary>
/// The part of a model that some of its stages need, made by the generated <c>CreateStages</c>: the submodules of the other stages were
/// never made, their fields are null, and elements of dealt lists are null where they belong elsewhere.
/// </summary>
/// <remarks>
/// What is there has the names and the initial weights that it has in the whole model made from the same seed. A pipeline within one
/// process needs the whole model.
/// </remarks>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class PartialModel<TModel> : IDisposable
    where TModel : torch.nn.Module
{
    private readonly PipelineLayout layout;
    private readonly IReadOnlyList<PipelineStage> all;
    private bool disposed;

    internal PartialModel(TModel model, IReadOnlyList<int> stages, PipelineLayout layout, IReadOnlyList<PipelineStage> all)
        => (Model, Stages, this.layout, this.all) = (model, stages, layout, all);

    /// <summary>
    /// The model: its <c>state_dict()</c> and <c>parameters()</c> are those of the stages here. Its <c>forward</c> needs all stages.
    /// </summary>
    public TModel Model { get; }

    /// <summary>The stages that were built, ascending.</summary>
    public IReadOnlyList<int> Stages { get; }

    /// <summary>One of the stages that were built.</summary>
    /// <param name="index">Its number in the model.</param>
    /// <exception cref="ArgumentException">The stage was not built here.</exception>
    public PipelineStage Stage(int index)
        => Stages.Contains(index)
            ? all[index]
            : throw new ArgumentException(
                $"{layout.Model}: stage {index} was not built here; built are {string.Join(", ", Stages)}. Name it in CreateStages.",
                nameof(index));

    /// <summary>A place for the values of a microbatch, by their indices in <see cref="Values"/>.</summary>
    public Microbatch NewMicrobatch() => new(layout.Values, 0);

    /// <summary>The values that enter, cross and leave stages: the inputs of <c>forward</c> first, its result last.</summary>
    public IReadOnlyList<PipelineValue> Values => layout.Values;

    /// <summary>Runs the slice of <c>forward</c> of one stage: it reads values of the microbatch and sets those it computes.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="microbatch">From <see cref="NewMicrobatch"/>, with the values set that the stage reads.</param>
    /// <exception cref="ArgumentException">The stage was not built here.</exception>
    public void Forward(int stage, Microbatch microbatch) => Stage(stage).Forward(microbatch);

    /// <summary>Disposes the submodules, parameters and buffers that were made.</summary>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            PartialModels.Free(Model);
        }
    }
}
