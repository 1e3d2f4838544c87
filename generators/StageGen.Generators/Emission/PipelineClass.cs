using StageGen.Modeling;
using StageGen.Modeling.Costs;

namespace StageGen.Generators.Emission;

/// <summary>Writes the pipeline class: the typed face of the run time's pipeline for this model.</summary>
internal static class PipelineClass
{
    public static void Write(SourceWriter writer, ModelPlan plan, PlanSummary? summary)
    {
        PipelineDocs.Write(writer, plan, summary);
        writer.Line(Names.Generated);
        string type = plan.Type.PipelineName;
        string constraints = plan.Type.Constraints.Length > 0 ? " " + plan.Type.Constraints : "";
        writer.Line(plan.Type.Accessibility + " sealed class " + type + plan.Type.TypeParameters + " : global::StageGen.Pipeline<"
            + plan.OutputType + ">" + constraints);
        using var braces = writer.Braces();
        writer.Line("internal " + type + "(" + plan.Type.Reference
            + " model, global::StageGen.PipelineStage[] stages, global::StageGen.PipelineOptions? options)");
        using (writer.Indent()) writer.Line(": base(model, DeclaredLayout, stages, options)");
        using (writer.Braces())
        {
        }
        writer.Line();
        PipelineMethods.Write(writer, plan);
        writer.Line();
        if (plan.OutputParts.Count > 0)
        {
            OutputMethods.Write(writer, plan);
            writer.Line();
        }
        ScheduleMethod.Write(writer, plan);
        writer.Line();
        Layout.Write(writer, plan);
    }
}
