using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>
/// Writes the file that builds a model from a seed: <c>Create</c>, <c>CreateStages</c>, and the copies of its constructors.
/// </summary>
internal static class ConstructionFile
{
    public static string Write(ConstructionPlan plan)
    {
        var writer = new SourceWriter();
        FileHead.Write(writer, plan.Type, "'s constructors, for building some of its stages, by StageGen.", plan.Usings);
        WriteContained(writer, plan, 0);
        return writer.ToString();
    }

    private static void WriteContained(SourceWriter writer, ConstructionPlan plan, int depth)
    {
        writer.Line(depth < plan.Type.Containers.Count ? plan.Type.Containers[depth] : "partial class " + plan.Type.Reference);
        using var braces = writer.Braces();
        if (depth < plan.Type.Containers.Count) WriteContained(writer, plan, depth + 1);
        else
        {
            var built = plan.Constructors.Where(constructor => constructor.Refused is null).ToList();
            for (int i = 0; i < plan.Constructors.Count; i++)
            {
                if (i > 0) writer.Line();
                FactoryMethods.Write(writer, plan, plan.Constructors[i]);
            }
            if (built.Count > 0) ConstructorCopy.Write(writer, plan, built);
        }
    }
}
