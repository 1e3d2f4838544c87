using StageGen.Scheduling;

namespace Samples;

/// <summary>Reads a plan that <c>--schedule</c> names as a file.</summary>
public static class PlanFile
{
    /// <summary>Whether what was given for <c>--schedule</c> is a file and not the name of a schedule.</summary>
    public static bool IsOne(string schedule)
        => !Schedules.TryParse(schedule, out _) && (schedule.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || File.Exists(schedule));

    /// <summary>The plan in a file; it can run, and it trains.</summary>
    /// <exception cref="UserException">There is no such file, or no such plan in it; the message names line and column.</exception>
    public static Schedule Read(string path)
    {
        try
        {
            var plan = ScheduleCsv.ReadValid(File.ReadAllText(path), Path.GetFileName(path));
            return plan.ForwardOnly ? throw new UserException($"--schedule {path} has no backward, so it cannot train.") : plan;
        }
        catch (FormatException e)
        {
            throw new UserException($"--schedule {path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"--schedule {path} cannot be read: {e.Message}", e);
        }
    }
}
