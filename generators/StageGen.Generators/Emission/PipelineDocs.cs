using StageGen.Modeling;
using StageGen.Modeling.Costs;

namespace StageGen.Generators.Emission;

/// <summary>Writes the pipeline's documentation, as it shows on hover: its stages, and its schedule drawn.</summary>
internal static class PipelineDocs
{
    public static void Write(SourceWriter writer, ModelPlan plan, PlanSummary? summary)
    {
        string stages = Names.Number(plan.Stages.Count) + (plan.Stages.Count == 1 ? " stage" : " stages");
        writer.Line("/// <summary><see cref=\"" + plan.Type.Reference.Replace('<', '{').Replace('>', '}') + "\"/> as a pipeline of "
            + stages + ": " + Drawing.Title(plan) + ".</summary>");
        writer.Line("/// <remarks>");
        writer.Line("/// <list type=\"table\">");
        writer.Line("/// <listheader><term>Stage</term><description>Submodules</description></listheader>");
        foreach (var stage in plan.Stages)
            writer.Line("/// <item><term>" + Names.Number(stage.Index) + Device(plan, stage.Index) + "</term><description>"
                + Names.Xml(PlanDocs.Stage(summary, stage)) + "</description></item>");
        writer.Line("/// </list>");
        WriteMemory(writer, summary);
        if (Drawing.Of(plan) is { } drawing)
        {
            writer.Line("/// <code>");
            foreach (string row in drawing.Rows) writer.Line("/// " + Names.Xml(row));
            writer.Line("/// </code>");
            string equal = drawing.IsByCosts ? "by the stages' costs" : "where stages cost the same and a backward twice a forward";
            string bubble = Names.Number(drawing.Bubble * 100, "0.0") + " %";
            writer.Line("/// " + (PlanDocs.Bubble(summary) is { } said
                ? said + "; " + bubble + " " + equal + "."
                : "Bubble " + bubble + " " + equal + "."));
        }
        if (plan.Automatic is { Fields.Count: > 0 } automatic)
            writer.Line("/// <para>" + Names.Xml(PlanDocs.Chosen(automatic)) + "</para>");
        if (PlanDocs.Source(summary) is { } source) writer.Line("/// <para>" + Names.Xml(source) + "</para>");
        writer.Line("/// </remarks>");
    }

    private static void WriteMemory(SourceWriter writer, PlanSummary? summary)
    {
        if (summary is null || summary.Devices.Count == 0) return;
        writer.Line("/// <list type=\"table\">");
        writer.Line("/// <listheader><term>Device</term><description>Memory</description></listheader>");
        foreach (var device in summary.Devices)
            writer.Line("/// <item><term>" + Names.Xml(device.Name) + "</term><description>" + PlanDocs.Memory(device)
                + "</description></item>");
        writer.Line("/// </list>");
    }

    private static string Device(ModelPlan plan, int stage)
    {
        foreach (var device in plan.Devices)
            if (device.Stages is { } stages && stages.Contains(stage)) return ", " + Names.Xml(device.Name);
        return "";
    }
}
