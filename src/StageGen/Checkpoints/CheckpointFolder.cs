using System.Globalization;
using System.Text.Json;

namespace StageGen;

/// <summary>
/// The folder of a checkpoint. Its manifest names the files that belong together; new ones are written beside the old ones, and count
/// from the moment the manifest names them. So a checkpoint is there wholly or not at all, whatever happens while it is written.
/// </summary>
/// <param name="Format">The version of this layout.</param>
/// <param name="Number">Counts the checkpoints that were saved here.</param>
/// <param name="Model">The model's class.</param>
/// <param name="Weights">The file with the weights.</param>
/// <param name="Optimizers">The file with the optimizers' states, or null.</param>
internal sealed record CheckpointFolder(int Format, long Number, string Model, string Weights, string? Optimizers)
{
    private const int CurrentFormat = 1;
    private const string ManifestFile = "manifest.json";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Saves a checkpoint in a folder, in the place of the one there.</summary>
    public static void Save(string folder, string model, Action<string> weights, Action<string>? optimizers)
    {
        _ = Directory.CreateDirectory(folder);
        long number = File.Exists(Path.Combine(folder, ManifestFile)) ? Open(folder).Number + 1 : 1;
        string end = $"-{number.ToString(CultureInfo.InvariantCulture)}.safetensors";
        var saved = new CheckpointFolder(CurrentFormat, number, model, "weights" + end, optimizers is null ? null : "optimizers" + end);
        weights(Path.Combine(folder, saved.Weights));
        optimizers?.Invoke(Path.Combine(folder, saved.Optimizers!));
        AtomicFile.Write(Path.Combine(folder, ManifestFile), JsonSerializer.Serialize(saved, Json) + "\n");
        foreach (string file in Directory.EnumerateFiles(folder, "*.safetensors"))
        {
            string name = Path.GetFileName(file);
            if ((name.StartsWith("weights-", StringComparison.Ordinal) || name.StartsWith("optimizers-", StringComparison.Ordinal))
                && !name.EndsWith(end, StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Reads the manifest of a checkpoint.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static CheckpointFolder Open(string folder)
    {
        string file = Path.Combine(folder, ManifestFile);
        if (!File.Exists(file))
        {
            throw new FileNotFoundException(
                $"'{folder}' holds no checkpoint: there is no {ManifestFile} in it. Name a folder that pipeline.Save wrote.", file);
        }

        try
        {
            var read = JsonSerializer.Deserialize<CheckpointFolder>(File.ReadAllText(file), Json);
            return read is { Format: CurrentFormat, Weights: not null }
                ? read
                : throw new InvalidDataException(
                    $"'{file}' is of format {read?.Format}, and this version of StageGen reads format {CurrentFormat}.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{file}' is damaged: {exception.Message}", exception);
        }
    }
}
