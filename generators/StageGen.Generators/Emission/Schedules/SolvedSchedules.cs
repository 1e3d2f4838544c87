using StageGen.Scheduling;

namespace StageGen.Generators.Emission.Schedules;

/// <summary>The code of schedules that follow no rule: solved for the declared devices and microbatches, and written as a table.</summary>
internal static class SolvedSchedules
{
    private const int ActionsALine = 20;

    /// <summary>Writes one row a device. The run time asks for it only for the numbers it was solved for.</summary>
    public static void WriteTable(SourceWriter writer, Schedule plan)
    {
        writer.Line("// No rule in closed form: solved for " + Count(plan.Devices, "device") + " and "
            + Count(plan.Microbatches, "microbatch", "es")
            + ". For other numbers the pipeline solves it when it is made.");
        writer.Line("device.Follow(device.Device switch");
        using var braces = writer.Braces("});");
        for (int device = 0; device < plan.Devices; device++)
        {
            writer.Line((device < plan.Devices - 1 ? Names.Number(device) : "_") + " =>");
            using var indent = writer.Indent();
            string[] lines = plan.Actions[device].Select((action, at) => (action, at))
                .GroupBy(cell => cell.at / ActionsALine, cell => cell.action)
                .Select(line => string.Join(" ", line)).ToArray();
            for (int line = 0; line < lines.Length; line++)
                writer.Line("\"" + lines[line] + (line < lines.Length - 1 ? " \" +" : "\","));
        }
    }

    /// <summary>What is too large to be solved at compile time is solved when the pipeline is made.</summary>
    public static string TooLarge(PipelineSchedule kind) => $$"""
        // No rule in closed form, and too large for a table: solved for the devices and microbatches at hand.
        device.Follow(global::StageGen.Scheduling.Schedules.Build(
            global::StageGen.PipelineSchedule.{{kind}}, device.Devices, device.Microbatches, device.Stages.Count).Actions[device.Device]);
        """;

    private static string Count(int count, string noun, string plural = "s") =>
        Names.Number(count) + " " + noun + (count == 1 ? "" : plural);
}
