using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>
/// Sees that a chunk leaves alone what has arrived for others, too. A write in place that the generator could
/// read makes a new value for its later readers; one inside a module whose class it did not know would reach them in the unsplit model,
/// and here only by chance.
/// </summary>
/// <param name="chunk">What runs.</param>
/// <param name="layout">The pipeline's values.</param>
internal sealed class ArrivalGuard(Chunk chunk, PipelineLayout layout)
{
    private readonly List<(int Value, Tensor Tensor, long Version)> arrived = [];

    /// <summary>Forgets what a forward before has noted.</summary>
    public void Begin() => arrived.Clear();

    /// <summary>Notes what the chunk is about to work on: what arrived, or the chunk's own copy of it.</summary>
    public void Note(Chunk.Import import, object? value)
    {
        if (import.LaterReader < 0)
        {
            return;
        }

        foreach (Tensor? part in value as Tensor?[] ?? [value as Tensor])
        {
            if (part is not null && TensorVersion.Of(part) is { } version)
            {
                arrived.Add((import.Value, part, version));
            }
        }
    }

    /// <summary>Throws where something that was noted has changed.</summary>
    public void Check()
    {
        foreach ((int value, Tensor tensor, long version) in arrived)
        {
            if (TensorVersion.Of(tensor) != version)
            {
                int reader = chunk.Imports.First(import => import.Value == value).LaterReader;
                throw new InvalidOperationException(
                    $"A module in {chunk} changes '{layout.Values[value].Name}' in place, which stage {reader} reads after it: "
                    + "the unsplit model's later layers see the change, those of another device cannot. "
                    + "Give the module a copy (clone()), or make the change in forward, where the generator sees it.");
            }
        }
    }
}
