using TorchSharp;
using TorchSharp.Modules;

namespace StageGen.Execution;

/// <summary>
/// Finds the parameters that several chunks use, whether through one module in two stages or one parameter in two modules.
/// </summary>
internal static class TiedParameters
{
    /// <summary>The parameters that are trained and that more than one of the chunks uses.</summary>
    /// <exception cref="ArgumentException">Chunks on two devices use one module that keeps statistics.</exception>
    public static IReadOnlyList<TiedParameter> Among(IReadOnlyList<Chunk> chunks, string model)
    {
        CheckStatistics(chunks, model);
        var users = new Dictionary<Parameter, List<int>>(ParameterIdentity.Comparer);
        foreach (Chunk chunk in chunks)
        {
            foreach (Parameter parameter in chunk.Stages.SelectMany(UsedBy).Where(p => p.requires_grad)
                .Distinct(ParameterIdentity.Comparer))
            {
                if (!users.TryAdd(parameter, [chunk.Index]))
                {
                    users[parameter].Add(chunk.Index);
                }
            }
        }

        return [.. users.Where(u => u.Value.Count > 1).Select(u => new TiedParameter(u.Key, u.Value))];
    }

    /// <summary>All parameters that a stage uses.</summary>
    public static IEnumerable<Parameter> UsedBy(PipelineStage stage) =>
        stage.Modules.SelectMany(m => m.parameters()).Concat(stage.Tensors.OfType<Parameter>());

    // A weight is only read while devices work; running statistics are written, and two devices would write at once.
    private static void CheckStatistics(IReadOnlyList<Chunk> chunks, string model)
    {
        var seen = new Dictionary<torch.nn.Module, Chunk>(ReferenceEqualityComparer.Instance);
        foreach (Chunk chunk in chunks)
        {
            foreach (torch.nn.Module module in chunk.Stages.SelectMany(s => s.Modules).SelectMany(m => m.modules().Prepend(m)))
            {
                if (!seen.TryAdd(module, chunk) && seen[module].Device != chunk.Device
                    && module.named_buffers(recurse: false).Any(b => b.name == "running_mean"))
                {
                    throw new ArgumentException(
                        $"{model}: one {module.GetName()} is used by {seen[module]} and by {chunk}, on two devices, and both would write its running statistics at once. "
                        + "Give each stage a module of its own, or put the stages on one device.");
                }
            }
        }
    }
}
