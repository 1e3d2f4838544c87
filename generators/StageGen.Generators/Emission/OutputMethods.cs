using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>Writes how a result of several tensors is taken apart and put together, so that the microbatches' can be joined.</summary>
internal static class OutputMethods
{
    public static void Write(SourceWriter writer, ModelPlan plan)
    {
        writer.Line("/// <inheritdoc/>");
        writer.Line("protected override object?[] PartsOf(" + plan.OutputType + " output) =>");
        using (writer.Indent()) writer.Line("[" + string.Join(", ", plan.OutputParts) + "];");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line("protected override " + plan.OutputType + " OutputOf(object?[] parts) =>");
        using (writer.Indent()) writer.Line(plan.OutputOfParts + ";");
    }
}
