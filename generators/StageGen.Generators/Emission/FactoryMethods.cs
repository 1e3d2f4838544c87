using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>Writes <c>Create</c> and <c>CreateStages</c> for a constructor, with its parameters.</summary>
internal static class FactoryMethods
{
    public static void Write(SourceWriter writer, ConstructionPlan plan, ConstructorPlan constructor)
    {
        string seed = Free(constructor, "seed", "modelSeed"), stages = Free(constructor, "stages", "builtStages");
        string model = Free(constructor, "model", "created"), build = Free(constructor, plan.Build, plan.Build + "_");
        var own = constructor.Parameters.Select(parameter => parameter.Declaration).ToList();
        string type = plan.Type.Reference, reference = type.Replace('<', '{').Replace('>', '}');
        string construct = "(" + model + ", " + build + ") => " + Body(plan, constructor, model, build);

        writer.Line(
            "/// <summary>Makes the whole model; a submodule's initial weights depend on the seed and on its name alone (<see cref=\"global::StageGen.SubmoduleSeed\"/>).</summary>");
        writer.Line("/// <param name=\"" + seed + "\">The model's seed.</param>");
        foreach (var parameter in constructor.Parameters) Param(writer, parameter);
        Head(writer, plan, constructor);
        writer.List(constructor.Accessibility + " static " + type + " Create(", ["long " + seed, .. own], ") =>");
        using (writer.Indent())
            writer.Line(constructor.Refused is null
                ? "global::StageGen.ModelConstruction.Whole<" + type + ">(" + seed + ", ConstructionDeals, " + construct + ");"
                : "throw null!;");
        writer.Line();
        writer.Line(
            "/// <summary>Makes what some of the stages need, and nothing of the others; with the weights that <c>Create</c> gives for this seed.</summary>");
        writer.Line("/// <param name=\"" + seed + "\">The model's seed.</param>");
        writer.Line("/// <param name=\"" + stages + "\">The stages, of 0 to " + Names.Number(plan.Stages - 1) + ".</param>");
        foreach (var parameter in constructor.Parameters) Param(writer, parameter);
        Head(writer, plan, constructor);
        writer.List(
            constructor.Accessibility + " static global::StageGen.PartialModel<" + type + "> CreateStages(",
            ["long " + seed, "global::System.Collections.Generic.IEnumerable<int> " + stages, .. own], ") =>");
        using var indent = writer.Indent();
        if (constructor.Refused is not null)
        {
            writer.Line("throw null!;");
            return;
        }
        writer.Line("global::StageGen.ModelConstruction.Part<" + type + ">(");
        using var arguments = writer.Indent();
        writer.Line(seed + ", " + stages + ", " + plan.Type.PipelineName + plan.Type.TypeParameters + ".DeclaredLayout, ConstructionDeals, "
            + construct + ",");
        writer.Line(model + " => ["
            + string.Join(", ", Enumerable.Range(0, plan.Stages).Select(stage => "new Stage" + Names.Number(stage) + "(" + model + ")"))
            + "]);");
    }

    private static string Body(ConstructionPlan plan, ConstructorPlan constructor, string model, string build)
    {
        string call = model + ".Construct("
            + string.Join(", ", constructor.Parameters.Select(parameter => parameter.Name).Prepend(build)) + ")";
        return plan.Borrowed.Count == 0 ? call : "{ " + call + "; " + model + ".ReleaseBorrowed(" + build + "); }";
    }

    private static void Param(SourceWriter writer, ConstructorParameter parameter) =>
        writer.Line("/// <param name=\"" + parameter.Name.TrimStart('@') + "\">As in the constructor.</param>");

    private static void Head(SourceWriter writer, ConstructionPlan plan, ConstructorPlan constructor)
    {
        writer.Line(Names.Generated);
        if (constructor.Refused is { } reason)
            writer.Line("[global::System.Obsolete("
                + Names.Literal(plan.Type.Name + " can only be built as a whole. " + reason + ". See SG0027.") + ", error: true)]");
    }

    private static string Free(ConstructorPlan constructor, params string[] candidates) =>
        candidates.FirstOrDefault(candidate => constructor.Parameters.All(parameter => parameter.Name != candidate)) ?? candidates[0] + "_";
}
