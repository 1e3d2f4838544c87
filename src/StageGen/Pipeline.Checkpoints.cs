namespace StageGen;

// The model's weights and the optimizers' states in files.
public abstract partial class Pipeline
{
    /// <summary>
    /// Saves the weights, and the states of the optimizers where there are any, in a folder: wholly or not at all, in the place of the
    /// checkpoint that is there. The files are safetensors, the weights by the model's own state-dict names, each once however many stages
    /// share it; the checkpoint can be loaded under any other split, schedule or number of devices, and its weights into the unsplit model
    /// and into PyTorch.
    /// </summary>
    /// <param name="folder">The folder; made if need be.</param>
    /// <exception cref="IOException">It cannot be written; what was there is still there.</exception>
    /// <exception cref="NotSupportedException">TorchSharp cannot save the state of such an optimizer.</exception>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using var turn = new Turn(this);
        Action<string>? states = Optimizers.Count == 0 ? null : path => OptimizerStates.Save(path, Layout.Model, Optimizers, Named);
        CheckpointFolder.Save(folder, Layout.Model, path => ModelWeights.Save(Model, path), states);
    }

    /// <summary>
    /// Loads the weights of a checkpoint and, after <see cref="UseOptimizer"/>, the states of the optimizers; before, optimizers will start
    /// anew. Learning rates and other settings stay those that the optimizers were made with. Training goes on to the bit as if it had
    /// never stopped.
    /// </summary>
    /// <param name="folder">The folder that <see cref="Save"/> wrote.</param>
    /// <exception cref="FileNotFoundException">There is no checkpoint in the folder.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="ArgumentException">The checkpoint is another model's, or other optimizers'. Nothing was loaded.</exception>
    public void Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using var turn = new Turn(this);
        CheckpointFolder saved = CheckpointFolder.Open(folder);
        Action<int>? states = null;
        if (Optimizers.Count > 0)
        {
            string file = saved.Optimizers ?? throw new ArgumentException(
                $"{Layout.Model}: the checkpoint '{folder}' has no states of optimizers. Nothing was loaded. Load before UseOptimizer to start the optimizers anew.");
            states = OptimizerStates.Prepare(SafeTensorsFile.Open(Path.Combine(folder, file)), Layout.Model, optimizers, Named);
        }

        ModelWeights.Load(Model, SafeTensorsFile.Open(Path.Combine(folder, saved.Weights)));

        // By the workers, whose tensors belong to no scope of the caller's.
        if (states is not null)
        {
            engine.OnAllDevices(worker => states(worker.Device.Index));
        }
    }
}
