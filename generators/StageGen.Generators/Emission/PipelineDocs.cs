using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>Writes the pipeline's documentation, as it shows on hover: its stages, and its schedule drawn.</summary>
internal static class PipelineDocs
{
    public static void Write(SourceWriter writer, ModelPlan plan)
    {
        string stages = Names.Number(plan.Stages.Count) + (plan.Stages.Count == 1 ? " stage" : " stages");
        writer.Line("/// <summary><see cref=\"" + plan.Type.Reference.Replace('<', '{').Replace('>', '}') + "\"/> as a pipeline of " + stages + ": " + Drawing.Title(plan) + ".</summary>");
        writer.Line("/// <remarks>");
        writer.Line("/// <list type=\"table\">");
        writer.Line("/// <listheader><term>Stage</term><description>Submodules</description></listheader>");
        foreach (var stage in plan.Stages)
            writer.Line("/// <item><term>" + Names.Number(stage.Index) + Device(plan, stage.Index) + "</term><description>" + Names.Xml(Names.Contents(stage)) + "</description></item>");
        writer.Line("/// </list>");
        if (Drawing.Of(plan) is { } drawing)
        {
            writer.Line("/// <code>");
            foreach (string row in drawing.Rows) writer.Line("/// " + Names.Xml(row));
            writer.Line("/// </code>");
            writer.Line("/// Bubble " + Names.Number(drawing.Bubble * 100, "0.0") + " % where stages cost the same and a backward twice a forward.");
        }
        writer.Line("/// </remarks>");
    }

    private static string Device(ModelPlan plan, int stage)
    {
        foreach (var device in plan.Devices)
            if (device.Stages is { } stages && stages.Contains(stage)) return ", " + Names.Xml(device.Name);
        return "";
    }
}
