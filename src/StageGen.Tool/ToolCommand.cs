using System.CommandLine;
using System.Text.Json;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>The command line of <c>dotnet stagegen</c>.</summary>
internal static class ToolCommand
{
    public static RootCommand Create() =>
        new("Pipelines before anything is trained: plans of a project's models, schedules simulated, compared and validated.")
        {
            PlanCommand.Create(),
            ProfileCommand.Create(),
            SimulateCommand.Create(),
            CompareCommand.Create(),
            ValidateCommand.Create(),
        };

    /// <summary>Runs an action; what is wrong with the input becomes a message on the error stream and exit code 1.</summary>
    public static int Guarded(ParseResult parsed, Action run)
    {
        try
        {
            run();
            return 0;
        }
        catch (Exception problem) when (problem is UserException or ScheduleException or FormatException or IOException
            or UnauthorizedAccessException or JsonException)
        {
            parsed.InvocationConfiguration.Error.WriteLine(problem.Message);
            return 1;
        }
    }
}

/// <summary>Something the user can put right; the message says how.</summary>
internal sealed class UserException(string message) : Exception(message);
