using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>Writes a stage's share of <c>forward</c>, and the record of what it hands on.</summary>
internal static class StageMethod
{
    public static void Write(SourceWriter writer, ModelPlan plan, StagePlan stage, EquatableArray<TextOrigin>? origins)
    {
        string number = Names.Number(stage.Index);
        string result;
        if (stage.MakesOnlyOutput) result = plan.OutputType;
        else
        {
            result = Names.Boundary(stage);
            writer.Line("/// <summary>What stage " + number + " hands on: "
                + string.Join(", ", stage.Results.Select(value => Describe(plan, value))) + ".</summary>");
            writer.Line(Names.Generated);
            writer.Line("private readonly record struct " + result + "("
                + string.Join(", ", stage.Results.Select(value => value.Type + " " + value.Name)) + ");");
            writer.Line();
        }

        writer.Line("/// <summary>Stage " + number + " of <see cref=\"forward\"/>: " + Names.Xml(Names.Contents(stage)) + ".</summary>");
        writer.List("private " + result + " " + Names.Method(stage) + "(",
            stage.Parameters.Select(parameter => parameter.Type + " " + parameter.Name).ToList(), ")");
        var map = new SourceMap(writer, stage, origins);
        map.Begin();
        using (writer.Braces())
        {
            map.WriteBody();
            string values = string.Join(", ", stage.Results.Select(value => value.Expression));
            map.WriteReturn(stage.MakesOnlyOutput ? "return " + values + ";" : "return new(" + values + ");");
        }
        map.End();
    }

    private static string Describe(ModelPlan plan, StageResult result)
    {
        if (result.IsOutput) return "the result";
        var consumers = plan.Values[result.Value].Consumers;
        return "<c>" + result.Name + "</c> to stage" + (consumers.Count == 1 ? " " : "s ")
            + string.Join(", ", consumers.Select(Names.Number));
    }
}
