namespace StageGen.Scheduling;

/// <summary>The schedules StageGen knows by name, and a way to write one's own.</summary>
public static class Schedules
{
    /// <summary>
    /// All schedules with a rule of their own: every member of <see cref="PipelineSchedule"/> but <see cref="PipelineSchedule.Auto"/>.
    /// </summary>
    public static IReadOnlyList<PipelineSchedule> Named { get; } = KnownSchedule.All.Select(known => known.Kind)
        .Where(kind => kind != PipelineSchedule.Auto).ToArray();

    /// <summary>All schedules, <see cref="PipelineSchedule.Auto"/> included.</summary>
    public static IReadOnlyList<PipelineSchedule> All { get; } = KnownSchedule.All.Select(known => known.Kind).ToArray();

    /// <summary>Builds a schedule for any number of devices and microbatches, fewer microbatches than devices included.</summary>
    /// <param name="kind">Which schedule. <see cref="PipelineSchedule.Auto"/> assumes equal costs and no memory limit; give both to
    /// <see cref="AutoSchedule"/>.</param>
    /// <param name="devices">How many devices, at least 1.</param>
    /// <param name="microbatches">How many microbatches a step has, at least 1.</param>
    /// <param name="stagesPerDevice">How many stages a device has; null for as few as the schedule can do with
    /// (<see cref="DefaultStagesPerDevice"/>).</param>
    /// <exception cref="ArgumentException">The schedule cannot have so many stages a device.</exception>
    public static Schedule Build(PipelineSchedule kind, int devices, int microbatches, int? stagesPerDevice = null)
    {
        var stages = stagesPerDevice ?? DefaultStagesPerDevice(kind);
        if (stages < 1) throw new ArgumentOutOfRangeException(nameof(stagesPerDevice), stages, "A device needs at least one stage.");
        if (!Allows(kind, stages)) throw new ArgumentException(StagesMessage(kind, stages), nameof(stagesPerDevice));
        return KnownSchedule.Of(kind).Build(devices, microbatches, stages);
    }

    /// <summary>
    /// Auto's plan for what the declared stages cost; neighbouring ones run fused as one where there are more than the plan can use.
    /// </summary>
    /// <param name="devices">How many devices, at least 1.</param>
    /// <param name="microbatches">How many microbatches a step has, at least 1.</param>
    /// <param name="stagesPerDevice">The most stages that a device may have, at least 1.</param>
    /// <param name="costs">The costs of the declared stages, at least <paramref name="stagesPerDevice"/> of them for each device.</param>
    /// <exception cref="ArgumentException">There are fewer stages than that.</exception>
    public static Schedule Auto(int devices, int microbatches, int stagesPerDevice, ScheduleCosts costs)
    {
        if (costs is null) throw new ArgumentNullException(nameof(costs));
        return AutoSchedule.Find(new(devices, microbatches, costs.Fuse(devices * stagesPerDevice))).Schedule;
    }

    /// <summary>Which device has which stage in a schedule.</summary>
    /// <exception cref="ArgumentException">The schedule cannot have so many stages a device, or (Auto) chooses the map itself.</exception>
    public static StageMap MapOf(PipelineSchedule kind, int devices, int? stagesPerDevice = null)
    {
        var stages = stagesPerDevice ?? DefaultStagesPerDevice(kind);
        if (!Allows(kind, stages)) throw new ArgumentException(StagesMessage(kind, stages), nameof(stagesPerDevice));
        return kind == PipelineSchedule.Auto
            ? throw new ArgumentException("Auto chooses the map with the schedule.", nameof(kind))
            : KnownSchedule.Of(kind).Map(devices, stages);
    }

    /// <summary>
    /// The fewest stages a device a schedule is of use with: 1, but 2 for the interleaved, looped and V schedules, and for Auto, which may
    /// use them.
    /// </summary>
    public static int DefaultStagesPerDevice(PipelineSchedule kind) => KnownSchedule.Of(kind).DefaultStages;

    /// <summary>Whether a schedule can have so many stages a device.</summary>
    public static bool Allows(PipelineSchedule kind, int stagesPerDevice) => KnownSchedule.Of(kind).Allows(stagesPerDevice);

    /// <summary>
    /// The stages a device a schedule works with where so many were declared: neighbouring ones run fused as one where the
    /// schedule has fewer.
    /// </summary>
    /// <exception cref="ArgumentException">The schedule needs more stages a device than there are.</exception>
    public static int UsedStagesPerDevice(PipelineSchedule kind, int declaredPerDevice)
    {
        var known = KnownSchedule.Of(kind);
        return declaredPerDevice >= known.LeastStages
            ? Math.Min(declaredPerDevice, known.MostStages)
            : throw new ArgumentException(StagesMessage(kind, declaredPerDevice), nameof(declaredPerDevice));
    }

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
    public static string Title(PipelineSchedule kind) => KnownSchedule.Of(kind).Title;

    /// <summary>The name of a schedule on command lines, as in <c>1f1b</c>.</summary>
    public static string CommandLineName(PipelineSchedule kind) => KnownSchedule.Of(kind).Name;

    /// <summary>
    /// Finds a schedule by its command-line name, its title or its name in <see cref="PipelineSchedule"/>; case does not count.
    /// </summary>
    public static bool TryParse(string? name, out PipelineSchedule kind)
    {
        foreach (var candidate in KnownSchedule.All)
        {
            if (!Same(candidate.Name) && !Same(candidate.Title) && !Same(candidate.Kind.ToString())) continue;
            kind = candidate.Kind;
            return true;
        }
        kind = default;
        return false;

        bool Same(string known) => string.Equals(known, name?.Trim(), StringComparison.OrdinalIgnoreCase);
    }

    private static string StagesMessage(PipelineSchedule kind, int stages)
    {
        var known = KnownSchedule.Of(kind);
        var needs = known.LeastStages == known.MostStages ? $"exactly {known.LeastStages}" : $"{known.LeastStages} to {known.MostStages}";
        return $"{known.Title} has {needs} stage(s) a device, not {stages}.";
    }
}
