using TorchSharp;

namespace StageGen;

/// <summary>
/// One declared stage of a pipeline: a slice of the model's <c>forward</c> and the submodules it calls. Written by the
/// generator; it holds the model's own submodules and registers nothing of its own.
/// </summary>
public abstract class PipelineStage
{
    /// <summary>What the stage holds, in the words of the model: <c>tokens, positions, blocks (1 of 2)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The model's submodules that live in this stage; of a dealt list, its share of the elements.</summary>
    public abstract IEnumerable<torch.nn.Module> Modules { get; }

    /// <summary>
    /// The submodules by the names of their fields; of lists their elements, as in <c>blocks.3</c>. What
    /// <c>ProfileSubmodules</c> measures.
    /// </summary>
    public virtual IEnumerable<(string Name, torch.nn.Module Module)> Submodules =>
        Modules.Select((module, index) => ($"{module.GetName()}.{index}", module));

    /// <summary>The model's own parameters and buffers, held by no submodule, that live in this stage; null where a field is.</summary>
    public virtual IEnumerable<torch.Tensor?> Tensors => [];

    /// <summary>Runs the stage's slice of <c>forward</c>: reads values from the microbatch and sets those it computes.</summary>
    /// <param name="microbatch">The values of one microbatch by their index in <see cref="PipelineLayout.Values"/>.</param>
    public abstract void Forward(Microbatch microbatch);
}
