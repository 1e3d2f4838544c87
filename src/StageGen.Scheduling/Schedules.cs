namespace StageGen.Scheduling;

/// <summary>The schedules StageGen knows by name, and a way to write one's own.</summary>
public static class Schedules
{
    /// <summary>All named schedules, in the order of <see cref="PipelineSchedule"/>.</summary>
    public static IReadOnlyList<PipelineSchedule> All { get; } = [PipelineSchedule.GPipe, PipelineSchedule.OneForwardOneBackward];

    /// <summary>Builds a named schedule for any number of devices and microbatches, fewer microbatches than devices included.</summary>
    /// <param name="kind">Which schedule.</param>
    /// <param name="devices">How many devices, at least 1.</param>
    /// <param name="microbatches">How many microbatches a step has, at least 1.</param>
    public static Schedule Build(PipelineSchedule kind, int devices, int microbatches) => kind switch
    {
        PipelineSchedule.GPipe => Record(Title(kind), StageMap.Loop(devices), microbatches, FillDrain.Program),
        PipelineSchedule.OneForwardOneBackward => Record(Title(kind), StageMap.Loop(devices), microbatches, OneForwardOneBackward.Program),
        _ => throw Unknown(kind),
    };

    /// <summary>Runs schedule code once per device and keeps what it wrote down. Nothing is validated yet.</summary>
    /// <param name="name">A title for people.</param>
    /// <param name="map">Which device has which stage.</param>
    /// <param name="microbatches">How many microbatches a step has, at least 1.</param>
    /// <param name="program">The code; called with a fresh <see cref="DeviceProgram"/> for each device in turn.</param>
    public static Schedule Record(string name, StageMap map, int microbatches, Action<DeviceProgram> program)
    {
        if (map is null) throw new ArgumentNullException(nameof(map));
        if (program is null) throw new ArgumentNullException(nameof(program));
        var programs = Enumerable.Range(0, map.Devices).Select(device => new DeviceProgram(device, map, microbatches)).ToArray();
        foreach (var device in programs) program(device);
        return new(name, map, microbatches, programs.Select(device => device.Actions));
    }

    /// <summary>What people call a schedule, as in <c>1F1B</c>.</summary>
    public static string Title(PipelineSchedule kind) => kind switch
    {
        PipelineSchedule.GPipe => "GPipe",
        PipelineSchedule.OneForwardOneBackward => "1F1B",
        _ => throw Unknown(kind),
    };

    /// <summary>The name of a schedule on command lines, as in <c>1f1b</c>.</summary>
    public static string CommandLineName(PipelineSchedule kind) => kind switch
    {
        PipelineSchedule.GPipe => "gpipe",
        PipelineSchedule.OneForwardOneBackward => "1f1b",
        _ => throw Unknown(kind),
    };

    /// <summary>Finds a schedule by its command-line name, its title or its name in <see cref="PipelineSchedule"/>; case does not count.</summary>
    public static bool TryParse(string? name, out PipelineSchedule kind)
    {
        foreach (var candidate in All)
        {
            if (!Same(CommandLineName(candidate)) && !Same(Title(candidate)) && !Same(candidate.ToString())) continue;
            kind = candidate;
            return true;
        }
        kind = default;
        return false;

        bool Same(string known) => string.Equals(known, name?.Trim(), StringComparison.OrdinalIgnoreCase);
    }

    private static ArgumentOutOfRangeException Unknown(PipelineSchedule kind) =>
        new(nameof(kind), kind, "Not a member of PipelineSchedule.");
}
