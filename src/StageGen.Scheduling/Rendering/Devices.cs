namespace StageGen.Scheduling;

/// <summary>What pictures call the devices.</summary>
internal static class Devices
{
    /// <summary>The name given, or <c>device 3</c>.</summary>
    public static string Name(IReadOnlyList<string>? names, int device) =>
        names is not null && device < names.Count ? names[device] : "device " + Invariant.Number(device);

    /// <summary>Whether some device runs several stages, so that labels must name the stage.</summary>
    public static bool HaveManyStages(Timeline timeline) =>
        timeline.Devices.Any(row => row.Select(action => action.Action.Stage).Distinct().Skip(1).Any());

    /// <summary>An action as short as is clear: <c>F3</c>, or <c>1F3</c> where devices run several stages.</summary>
    public static string Label(ScheduleAction action, bool manyStages) =>
        manyStages ? action.ToString() : action.Letter + Invariant.Number(action.Microbatch);

    /// <summary>The stages a device runs in a timeline, ascending; the position is the chunk number.</summary>
    public static List<int> Chunks(IEnumerable<TimedAction> row) =>
        row.Select(action => action.Action.Stage).Distinct().OrderBy(stage => stage).ToList();
}
