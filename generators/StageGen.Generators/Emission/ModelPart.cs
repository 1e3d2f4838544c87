using StageGen.Modeling;
using StageGen.Modeling.Costs;

namespace StageGen.Generators.Emission;

/// <summary>Writes the further part of the user's class: the stages of its <c>forward</c>, and <c>ToPipeline()</c>.</summary>
internal static class ModelPart
{
    public static void Write(SourceWriter writer, MappedPlan mapped)
    {
        var plan = mapped.Plan;
        writer.Line("partial class " + plan.Type.Reference);
        using var braces = writer.Braces();
        WriteToPipeline(writer, plan, mapped.Summary);
        foreach (var stage in plan.Stages)
        {
            writer.Line();
            StageMethod.Write(writer, plan, stage, mapped.Origins);
            writer.Line();
            StageClass.Write(writer, plan, stage, mapped.Summary);
        }
    }

    private static void WriteToPipeline(SourceWriter writer, ModelPlan plan, PlanSummary? summary)
    {
        string pipeline = plan.Type.PipelineName + plan.Type.TypeParameters;
        writer.Line("/// <summary>Makes this model a pipeline: its stages on their devices, trained microbatch by microbatch.</summary>");
        const string Ownership = "The pipeline uses this model's own parameters; dispose of it before the model.";
        if (PlanDocs.Sentence(plan, summary) is { } sentence)
        {
            writer.Line("/// <remarks>");
            writer.Line("/// " + Ownership);
            writer.Line("/// <para>" + Names.Xml(sentence) + "</para>");
            writer.Line("/// </remarks>");
        }
        else writer.Line("/// <remarks>" + Ownership + "</remarks>");
        writer.Line(
            "/// <param name=\"options\">Devices, schedule and microbatches, where they are not to be what the attributes say.</param>");
        writer.Line(Names.Generated);
        writer.Line("public " + pipeline + " ToPipeline(global::StageGen.PipelineOptions? options = null) =>");
        using var indent = writer.Indent();
        writer.List("new(this, [", plan.Stages.Select(stage => "new " + Names.StageClass(stage) + "(this)").ToList(), "], options);");
    }
}
