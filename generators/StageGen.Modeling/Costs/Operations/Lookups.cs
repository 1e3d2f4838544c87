namespace StageGen.Modeling.Costs;

/// <summary>Rows of a table taken by their numbers: nothing is computed forward, backward adds the rows' gradients up.</summary>
internal static class Lookups
{
    public static IEnumerable<Operation> All => [new("embedding", "input, weight", Embedding)];

    private static LayerResult Embedding(Call call)
    {
        if (call.Tensor("input") is not { } rows || call.Tensor("weight") is not { } table) return LayerResult.Unknown;
        var shape = rows.Shape.IsRankKnown ? rows.Shape.With(rows.Shape.Dimensions.Append(table.Shape.Last)) : TensorShape.OfUnknownRank(table.Shape.Type);
        return new Outcome(call)
        {
            Problem = rows.Shape.Type.IsFloating() && rows.Shape.Type != ElementType.Unknown
                ? "Embedding expects whole numbers and gets " + rows.Shape.Type : null,
        }
        .Output(shape, table.Shape.Type).Gradient(table, shape.Elements).Keep(rows).Result();
    }
}
