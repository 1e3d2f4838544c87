using TorchSharp;

namespace StageGen;

/// <summary>A device of a running pipeline and what it does.</summary>
/// <param name="Index">Its place in the pipeline, from 0.</param>
/// <param name="Name">Its name as given: <c>cpu</c>, <c>cuda:0</c> …</param>
/// <param name="Device">The TorchSharp device.</param>
/// <param name="Stages">The declared stages it runs, ascending.</param>
/// <param name="Threads">How many threads an operation on it may use, for CPU workers; 1 for others.</param>
public sealed record PipelineDevice(int Index, string Name, torch.Device Device, IReadOnlyList<int> Stages, int Threads)
{
    /// <inheritdoc/>
    public override string ToString()
        => Stages.Count == 1 ? $"{Name} (stage {Stages[0]})"
            : Stages[^1] - Stages[0] == Stages.Count - 1 ? $"{Name} (stages {Stages[0]}–{Stages[^1]})"
            : $"{Name} (stages {string.Join(", ", Stages)})";
}
