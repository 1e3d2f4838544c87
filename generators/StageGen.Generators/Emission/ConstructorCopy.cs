using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>Writes the copies of a model's constructors, as methods that make the submodules of some stages, and what those need.</summary>
internal static class ConstructorCopy
{
    private const string Accessor =
        "[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = ";

    public static void Write(SourceWriter writer, ConstructionPlan plan, IReadOnlyList<ConstructorPlan> constructors)
    {
        string build = "global::StageGen.ModelConstruction " + plan.Build;
        foreach (var constructor in constructors)
        {
            writer.Line();
            writer.Line("/// <summary>The constructor, with submodules made where their stages are built.</summary>");
            writer.List("private void Construct(", [build, .. constructor.Parameters.Select(parameter => parameter.Declaration)], ")");
            Body(writer, constructor.Body);
        }
        if (plan.Fields.Length > 0)
        {
            writer.Line();
            writer.Line("/// <summary>The initialisers of fields.</summary>");
            writer.Line("private void ConstructFields(" + build + ")");
            Body(writer, plan.Fields);
        }
        if (plan.Borrowed.Count > 0)
        {
            writer.Line();
            writer.Line("/// <summary>Leaves out what was made for its weights alone.</summary>");
            writer.Line("private void ReleaseBorrowed(" + build + ")");
            Body(writer, string.Join("\n", plan.Borrowed.Select(member => plan.Build + ".Release(this, in "
                + (member.IsProperty ? BackingField.AccessorOf(member.Name) + "(this)" : Names.Identifier(member.Name)) + ", \""
                + member.Name + "\", [" + string.Join(", ", member.Stages.Select(Names.Number)) + "]);")));
        }
        WriteAccessors(writer, plan);
        writer.Line();
        writer.Line("private static readonly global::StageGen.SubmoduleDeal[] ConstructionDeals =");
        writer.Line("[");
        using (writer.Indent("];"))
            foreach (var collection in plan.Collections) writer.Line(Deal(collection));
    }

    private static void WriteAccessors(SourceWriter writer, ConstructionPlan plan)
    {
        foreach (var field in plan.BackingFields)
        {
            writer.Line();
            writer.Line(Accessor + "\"" + field.Field + "\")]");
            writer.Line("private static extern ref " + field.Type + " " + field.Accessor + "(" + plan.Type.Reference + " model);");
        }
    }

    private static void Body(SourceWriter writer, string statements)
    {
        using var braces = writer.Braces();
        if (statements.Length > 0) writer.Line(statements);
    }

    private static string Deal(CollectionPlan collection)
    {
        string split = collection.Split.Count == 0 ? "" : ", Split: [" + string.Join(", ", collection.Split.Select(Names.Number)) + "]";
        return "new(\"" + collection.Field + "\", First: " + Names.Number(collection.First) + ", Parts: "
            + Names.Number(collection.Parts) + split + "),";
    }
}
