using StageGen;
using StageGen.Scheduling;

namespace Samples;

/// <summary>Reads what <c>--schedule</c> says.</summary>
public static class ScheduleNames
{
    /// <summary>All schedules that train.</summary>
    public static IReadOnlyList<PipelineSchedule> Kinds { get; } = [.. Schedules.All.Where(Trains)];

    /// <summary>The names of all schedules that train, for people to choose from.</summary>
    public static string All { get; } = string.Join(", ", Kinds.Select(Schedules.CommandLineName));

    /// <summary>The schedule of that name.</summary>
    /// <exception cref="UserException">There is none, or it does not train.</exception>
    public static PipelineSchedule Parse(string name)
    {
        if (!Schedules.TryParse(name, out var kind)) throw new UserException($"--schedule {name} is not known; choose one of: {All}.");
        if (!Trains(kind)) throw new UserException($"--schedule {name} has no backward, so it cannot train; choose one of: {All}.");
        return kind;
    }

    private static bool Trains(PipelineSchedule kind) => kind != PipelineSchedule.ForwardOnly;
}
