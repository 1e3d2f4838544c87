using StageGen.Modeling;
using StageGen.Modeling.Costs;

namespace StageGen.Generators.Emission;

/// <summary>Writes a stage as the run time sees it: its modules, and its work on a microbatch.</summary>
internal static class StageClass
{
    public static void Write(SourceWriter writer, ModelPlan plan, StagePlan stage, PlanSummary? summary)
    {
        writer.Line("/// <summary>Stage " + Names.Number(stage.Index) + ": " + Names.Xml(PlanDocs.Stage(summary, stage)) + ".</summary>");
        writer.Line(Names.Generated);
        writer.Line("private sealed class " + Names.StageClass(stage) + "(" + plan.Type.Reference
            + " model) : global::StageGen.PipelineStage");
        using var braces = writer.Braces();
        writer.Line("public override string Name => \"" + Names.Contents(stage) + "\";");
        writer.Line();
        writer.Line("public override global::System.Collections.Generic.IEnumerable<" + Names.Module + "> Modules =>");
        using (writer.Indent())
            writer.Line("["
                + string.Join(", ", stage.Submodules.Where(submodule => submodule.Kind != FieldKind.Tensor).Select(Element)) + "];");
        writer.Line();
        writer.Line("public override global::System.Collections.Generic.IEnumerable<(string Name, " + Names.Module
            + " Module)> Submodules =>");
        using (writer.Indent())
            writer.Line("["
                + string.Join(", ", stage.Submodules.Where(submodule => submodule.Kind != FieldKind.Tensor).Select(Named)) + "];");
        writer.Line();
        WriteTensors(writer, stage);
        writer.Line("public override void Forward(global::StageGen.Microbatch microbatch)");
        using var body = writer.Braces();
        WriteForward(writer, stage);
    }

    private static void WriteTensors(SourceWriter writer, StagePlan stage)
    {
        var tensors = stage.Submodules.Where(submodule => submodule.Kind == FieldKind.Tensor)
            .Select(tensor => "model." + Names.Identifier(tensor.Field)).ToList();
        if (tensors.Count == 0) return;
        writer.Line("public override global::System.Collections.Generic.IEnumerable<" + Names.Torch + ".Tensor?> Tensors =>");
        using (writer.Indent()) writer.Line("[" + string.Join(", ", tensors) + "];");
        writer.Line();
    }

    private static string Element(StageSubmodule submodule)
    {
        string member = "model." + Names.Identifier(submodule.Field);
        bool isSpread = submodule.Parts > 1 || submodule.Kind == FieldKind.Array;
        string method = submodule.Kind == FieldKind.Dictionary ? "ValuesOf(" : "Of(";
        string element = submodule.Parts > 1 ? ".. global::StageGen.StageShare." + method + member + ", " + Names.Share(submodule) + ")"
            : isSpread ? ".. " + member
            : member;
        if (!submodule.MayBeNull) return element;
        string whenThere = !isSpread ? "new " + Names.Module + "[] { " + member + " }" : element.Substring(3);
        return ".. (" + member + " is null ? [] : " + whenThere + ")";
    }

    private static string Named(StageSubmodule submodule) =>
        ".. global::StageGen.StageShare.Named(\"" + submodule.Field + "\", model." + Names.Identifier(submodule.Field)
        + (submodule.Parts > 1 ? ", " + Names.Share(submodule) : "") + ")";

    private static void WriteForward(SourceWriter writer, StagePlan stage)
    {
        string call = "model." + Names.Method(stage) + "("
            + string.Join(", ",
                stage.Parameters.Select(parameter => "microbatch.Get<" + parameter.Type + ">(" + Names.Number(parameter.Value) + ")"))
            + ")";
        if (stage.MakesOnlyOutput)
        {
            writer.Line("microbatch.Set(" + Names.Number(stage.Results[0].Value) + ", " + call + ");");
            return;
        }
        writer.Line("var boundary = " + call + ";");
        foreach (var value in stage.Results) writer.Line("microbatch.Set(" + Names.Number(value.Value) + ", boundary." + value.Name + ");");
    }
}
