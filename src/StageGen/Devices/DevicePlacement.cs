namespace StageGen;

/// <summary>Decides which devices a pipeline has and which of the declared stages each of them runs.</summary>
internal static class DevicePlacement
{
    public const string EnvironmentVariable = "STAGEGEN_DEVICES";

    /// <summary>The names of the devices and the stages of each; the options outrank the environment, and that the attributes.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<int> Stages)> Decide(PipelineLayout layout, int stages, PipelineOptions options, Func<int> cudaDevices)
    {
        if (options.Devices is { } chosen)
        {
            return Deal(chosen, stages, layout.Model, "PipelineOptions.Devices");
        }

        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } text)
        {
            return Deal(text.Split(',', StringSplitOptions.TrimEntries), stages, layout.Model, EnvironmentVariable);
        }

        if (layout.Devices.Count > 0)
        {
            return layout.Devices.Any(d => d.Stages is not null)
                ? [.. layout.Devices.Select(d => (d.Name, d.Stages ?? []))]
                : Deal([.. layout.Devices.Select(d => d.Name)], stages, layout.Model, "[Device]");
        }

        int cuda = cudaDevices();
        return [.. Enumerable.Range(0, stages).Select(s => (s < cuda ? $"cuda:{s}" : "cpu", (IReadOnlyList<int>)[s]))];
    }

    private static IReadOnlyList<(string, IReadOnlyList<int>)> Deal(IReadOnlyList<string> names, int stages, string model, string source)
    {
        if (names.Count == 0)
        {
            throw new ArgumentException($"{model}: {source} names no device. Name from one to {stages}, for instance 'cpu'.");
        }

        if (names.Count > stages)
        {
            throw new ArgumentException(
                $"{model}: {source} names {names.Count} devices, but the model declares {stages} stage{(stages == 1 ? "" : "s")}, so at most {stages} can work. "
                + "Name fewer devices, or declare more stages with [Stage] and [Stages].");
        }

        return [.. names.Select((name, i) =>
        {
            var (start, end) = StageShare.Bounds(stages, i, names.Count);
            return (name, (IReadOnlyList<int>)[.. Enumerable.Range(start, end - start)]);
        })];
    }
}
