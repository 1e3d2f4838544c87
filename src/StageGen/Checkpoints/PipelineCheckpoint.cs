using TorchSharp;

namespace StageGen;

/// <summary>What <see cref="Pipeline.Save"/> wrote, for models outside of a pipeline.</summary>
public static class PipelineCheckpoint
{
    /// <summary>
    /// Loads the weights into a model: the unsplit model, or the <see cref="PartialModel{TModel}.Model"/> of some stages, which takes those
    /// of its own.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The checkpoint.</param>
    /// <exception cref="FileNotFoundException">There is no checkpoint in the folder.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="ArgumentException">The model has other names, shapes or types. Nothing was loaded.</exception>
    public static void LoadWeights(torch.nn.Module model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ModelWeights.Load(model, SafeTensorsFile.Open(Path.Combine(folder, CheckpointFolder.Open(folder).Weights)));
    }
}
