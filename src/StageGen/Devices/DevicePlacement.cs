namespace StageGen;

/// <summary>What a schedule wants of the devices.</summary>
/// <param name="StagesPerDevice">The stages each device must have at least.</param>
/// <param name="Devices">How many devices there are where nobody names any.</param>
internal sealed record DeviceDemand(int StagesPerDevice, int Devices)
{
    /// <summary>The schedule's title, for messages; null where a plan of the caller's says it all.</summary>
    public string? Schedule { get; init; }
}

/// <summary>Decides which devices a pipeline has.</summary>
internal static class DevicePlacement
{
    public const string EnvironmentVariable = "STAGEGEN_DEVICES";

    /// <summary>
    /// The names of the devices, and the stages of each where the model spells them out (otherwise null: they are dealt). The
    /// options outrank the environment, and that the attributes.
    /// </summary>
    public static IReadOnlyList<DeviceAssignment> Decide(PipelineLayout layout, int stages, DeviceDemand demand, PipelineOptions options,
        Func<int> cudaDevices)
    {
        int stagesPerDevice = demand.StagesPerDevice;
        if (options.Devices is { } chosen)
        {
            return Checked([.. chosen.Select(name => new DeviceAssignment(name))], "PipelineOptions.Devices");
        }

        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } text)
        {
            return Checked([.. text.Split(',', StringSplitOptions.TrimEntries).Select(name => new DeviceAssignment(name))],
                EnvironmentVariable);
        }

        if (layout.Devices.Count > 0)
        {
            return Checked(layout.Devices, "[Device]");
        }

        int cuda = cudaDevices();
        return Checked([.. Enumerable.Range(0, demand.Devices).Select(d => new DeviceAssignment(d < cuda ? $"cuda:{d}" : "cpu"))],
            "The default");

        IReadOnlyList<DeviceAssignment> Checked(IReadOnlyList<DeviceAssignment> devices, string source)
        {
            if (devices.Count == 0)
            {
                throw new ArgumentException($"{layout.Model}: {source} names no device. Name from one to {stages}, for instance 'cpu'.");
            }

            int needed = devices.Count * stagesPerDevice;
            if (needed > stages)
            {
                int most = stages / stagesPerDevice;
                bool several = stagesPerDevice > 1;
                string each = several ? $" with {stagesPerDevice} stages each" : "";
                string why = several ? $" ({demand.Schedule} needs {needed})" : "";
                string work = most == 0 ? "too few even for one device" : $"so at most {most} can work";
                string[] ways =
                [
                    .. most > 0 ? ["name fewer devices"] : Array.Empty<string>(),
                    .. several ? ["choose a schedule with fewer stages a device"] : Array.Empty<string>(),
                    "declare more stages with [Stage] and [Stages]",
                ];
                throw new ArgumentException(
                    $"{layout.Model}: {source} names {devices.Count} device{(devices.Count == 1 ? "" : "s")}{each}, but the model declares "
                    + $"{stages} stage{(stages == 1 ? "" : "s")}{why}, {work}. "
                    + $"What helps: {string.Join("; or ", ways)}.");
            }

            return devices;
        }
    }
}
