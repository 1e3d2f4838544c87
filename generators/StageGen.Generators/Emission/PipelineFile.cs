namespace StageGen.Generators.Emission;

/// <summary>Writes a model's generated file: a further part of its class, and its pipeline class.</summary>
internal static class PipelineFile
{
    public static string Write(MappedPlan mapped)
    {
        var plan = mapped.Plan;
        var writer = new SourceWriter();
        FileHead.Write(writer, plan.Type, ".forward, cut into its stages by StageGen.", plan.Usings);
        WriteContained(writer, mapped, 0);
        return writer.ToString();
    }

    private static void WriteContained(SourceWriter writer, MappedPlan mapped, int depth)
    {
        var plan = mapped.Plan;
        if (depth < plan.Type.Containers.Count)
        {
            writer.Line(plan.Type.Containers[depth]);
            using var braces = writer.Braces();
            WriteContained(writer, mapped, depth + 1);
            return;
        }
        ModelPart.Write(writer, mapped);
        writer.Line();
        PipelineClass.Write(writer, plan, mapped.Summary);
    }
}
