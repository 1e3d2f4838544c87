namespace StageGen.Modeling.Costs;

/// <summary>Rows of a table taken by their numbers: nothing is computed forward, backward adds the rows' gradients up.</summary>
internal static class Lookups
{
    public static IEnumerable<Operation> All =>
    [
        new("embedding", "input, weight, padding_idx, max_norm", Embedding),
        new("embedding_bag", "input, offsets, perSampleWeights, weight, mode, include_last_offset", Bag),
    ];

    private static LayerResult Embedding(Call call)
    {
        if (call.Tensor("input") is not { } rows || call.Tensor("weight") is not { } table) return LayerResult.Unknown;
        var shape = rows.Shape.IsRankKnown
            ? rows.Shape.With(rows.Shape.Dimensions.Append(table.Shape.Last))
            : TensorShape.OfUnknownRank(table.Shape.Type);
        return new Outcome(call) { Problem = WholeNumbers("Embedding", rows.Shape) }.Output(shape, table.Shape.Type)
            .Gradient(table, shape.Elements).Keep(rows).Result();
    }

    /// <summary>The sum, mean or maximum of a bag of rows: of each row of numbers, or of all from one offset to the next.</summary>
    private static LayerResult Bag(Call call)
    {
        if (call.Tensor("input") is not { } rows || call.Tensor("weight") is not { } table) return LayerResult.Unknown;
        var offsets = call.Tensor("offsets");
        Size last = call.Arguments.Flag("include_last_offset", false) && offsets is not null ? 1 : 0;
        var bags = rows.Shape.Rank == 2 ? rows.Shape.Dimensions[0] : offsets is { } given ? given.Shape.Elements - last : Size.Unknown;
        var (width, numbers) = (table.Shape.Last, rows.Shape.Elements);
        var shape = TensorShape.Of(table.Shape.Type, bags, width);
        // For the gradient: which bag each number is in, how large each bag is, and for a maximum which row it came from.
        bool isMaximum = call.Arguments["mode"]?.Is("Max") == true, isSum = call.Arguments["mode"]?.Is("Sum") == true;
        var inside = (isSum ? Size.Zero : numbers * 8) + bags * 8 + (isMaximum ? bags * width * 8 : 0);
        return new Outcome(call)
        {
            Problem = WholeNumbers("EmbeddingBag", rows.Shape)
                ?? (rows.Shape.Rank == 1 && offsets is null
                    ? "EmbeddingBag needs offsets for " + rows.Shape + ", which has one dimension"
                    : null),
        }
        .Output(shape).Forward(numbers * width).Gradient(table, numbers * width).Keep(rows).Keep(offsets).KeepInside(inside).Result();
    }

    private static string? WholeNumbers(string layer, TensorShape rows)
        => rows.Type.IsFloating() && rows.Type != ElementType.Unknown ? layer + " expects whole numbers and gets " + rows.Type : null;
}
