namespace StageGen;

/// <summary>Decides which devices a pipeline has.</summary>
internal static class DevicePlacement
{
    public const string EnvironmentVariable = "STAGEGEN_DEVICES";

    /// <summary>
    /// The names of the devices, and the stages of each where the model spells them out (otherwise null: they are dealt). The
    /// options outrank the environment, and that the attributes.
    /// </summary>
    public static IReadOnlyList<DeviceAssignment> Decide(PipelineLayout layout, int stages, int stagesPerDevice, PipelineOptions options, Func<int> cudaDevices)
    {
        if (options.Devices is { } chosen)
        {
            return Checked([.. chosen.Select(name => new DeviceAssignment(name))], "PipelineOptions.Devices");
        }

        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } text)
        {
            return Checked([.. text.Split(',', StringSplitOptions.TrimEntries).Select(name => new DeviceAssignment(name))], EnvironmentVariable);
        }

        if (layout.Devices.Count > 0)
        {
            return Checked(layout.Devices, "[Device]");
        }

        int cuda = cudaDevices();
        return Checked([.. Enumerable.Range(0, Math.Max(1, stages / stagesPerDevice)).Select(d => new DeviceAssignment(d < cuda ? $"cuda:{d}" : "cpu"))], "The default");

        IReadOnlyList<DeviceAssignment> Checked(IReadOnlyList<DeviceAssignment> devices, string source)
        {
            if (devices.Count == 0)
            {
                throw new ArgumentException($"{layout.Model}: {source} names no device. Name from one to {stages}, for instance 'cpu'.");
            }

            int needed = devices.Count * stagesPerDevice;
            if (needed > stages)
            {
                string each = stagesPerDevice == 1 ? "" : $" with {stagesPerDevice} stages each";
                throw new ArgumentException(
                    $"{layout.Model}: {source} names {devices.Count} device{(devices.Count == 1 ? "" : "s")}{each}, but the model declares {stages} stage{(stages == 1 ? "" : "s")}, so at most {stages / stagesPerDevice} can work. "
                    + "Name fewer devices, or declare more stages with [Stage] and [Stages].");
            }

            return devices;
        }
    }
}
