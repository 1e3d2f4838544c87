namespace StageGen.Scheduling.Tests;

/// <summary>Plans written as text, one string a device, for tests.</summary>
internal static class Plans
{
    public static Schedule Of(StageMap map, int microbatches, params string[] devices) => new("plan", map, microbatches,
        devices.Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ScheduleAction.Parse)));

    public static string Text(Schedule schedule, int device) => string.Join(" ", schedule.Actions[device]);
}
