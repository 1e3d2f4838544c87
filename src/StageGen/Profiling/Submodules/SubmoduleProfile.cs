namespace StageGen;

/// <summary>
/// What each submodule of a model costs, measured: time of forward and backward, bytes kept and bytes returned. Saved as
/// <c>Model.stageprofile.json</c> beside the model it takes the place of estimates: generator and analyzers read it.
/// </summary>
public sealed class SubmoduleProfile
{
    /// <summary>What the names of such files end in.</summary>
    public const string Extension = ".stageprofile.json";

    internal SubmoduleProfile(PipelineLayout layout, IReadOnlyList<SubmoduleCost> submodules)
    {
        Model = layout.FullName;
        Fingerprint = layout.Fingerprint;
        Submodules = submodules;
    }

    /// <summary>The model's class with its namespace.</summary>
    public string Model { get; }

    /// <summary>Stands for the names and types of the model's submodules: another one says that the model has changed since.</summary>
    public string Fingerprint { get; }

    /// <summary>Where it was measured: <c>cpu</c>, <c>cuda:0</c> …</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>How many threads an operation could use.</summary>
    public required int Threads { get; init; }

    /// <summary>How many samples the microbatch had.</summary>
    public required int Samples { get; init; }

    /// <summary>How often each time was taken; the median counts.</summary>
    public required int Passes { get; init; }

    /// <summary>The submodules, in the order of the stages.</summary>
    public IReadOnlyList<SubmoduleCost> Submodules { get; }

    /// <summary>Milliseconds of the loss.</summary>
    public required double LossForwardMs { get; init; }

    /// <summary>Milliseconds of the loss's backward, and of what lies between the last submodule and it.</summary>
    public required double LossBackwardMs { get; init; }

    /// <summary>The file's content; docs/profiles.md describes it.</summary>
    public string ToJson() => StageProfileJson.Write(this);

    /// <summary>Writes the profile. The file is there wholly or not at all.</summary>
    /// <param name="path">The file, its name ending in <c>.stageprofile.json</c>; its folder is made if need be.</param>
    /// <exception cref="ArgumentException">The name ends in something else.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        CheckName(path);
        AtomicFile.Write(path, ToJson());
    }

    /// <summary>Finds out whether a profile could be saved there, before anything is measured.</summary>
    /// <inheritdoc cref="Save" path="/exception"/>
    public static void CheckCanSave(string path)
    {
        CheckName(path);
        AtomicFile.CheckWritable(path);
    }

    private static void CheckName(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"A profile of submodules cannot be written to '{path}': end the name in {Extension}, as in Gpt{Extension}, so that the compiler finds it.");
        }
    }
}
