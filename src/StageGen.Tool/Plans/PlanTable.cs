namespace StageGen.Tool;

/// <summary>A model's plan as text.</summary>
internal static class PlanTable
{
    public static void Write(TextWriter output, PlannedModel model)
    {
        var summary = model.Summary;
        output.WriteLine($"{model.Type.ToDisplayString()} ({model.File})");
        output.WriteLine(PlanRows.Subtitle(model));
        output.WriteLine();
        Table(output, PlanRows.Stages(summary));
        if (summary.Devices.Count > 0)
        {
            output.WriteLine();
            Table(output, PlanRows.Devices(summary));
            output.WriteLine();
            foreach (string line in PlanRows.Verdict(model)) output.WriteLine(line);
            if (PlanRows.BetterAttributes(model) is { Count: > 0 } attributes) output.WriteLine("  " + string.Join("  ", attributes));
        }
        if (summary.Unknown.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Not known:");
            foreach (var unknown in summary.Unknown) output.WriteLine($"  {unknown.What} {unknown.Remedy}");
        }
    }

    private static void Table(TextWriter output, PlanRows table) => TextTable.Write(output, table.Headings, table.Rows, table.Left);
}
