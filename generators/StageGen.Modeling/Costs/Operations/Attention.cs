namespace StageGen.Modeling.Costs;

/// <summary>
/// Scaled dot product attention. On the CPU tensors of four dimensions without dropout go through the fused kernel (Dao et al.,
/// https://arxiv.org/abs/2205.14135), which keeps its operands, its result and one number a row, and computes the scores again in its
/// backward; all others go the long way and keep the weights.
/// </summary>
internal static class Attention
{
    public static IEnumerable<Operation> All => [new("scaled_dot_product_attention", "query, key, value, attn_mask, p, is_casual", Apply)];

    private static LayerResult Apply(Call call)
    {
        if (call.Tensor("query") is not { } query || call.Tensor("key") is not { } key || call.Tensor("value") is not { } value)
            return LayerResult.Unknown;
        if (query.Shape.Rank < 2 || key.Shape.Rank < 2 || value.Shape.Rank < 2) return LayerResult.Unknown;
        Size width = query.Shape.Last, rows = query.Shape.Dimensions[query.Shape.Rank - 2],
            columns = key.Shape.Dimensions[key.Shape.Rank - 2];
        string? problem = Size.Differ(width, key.Shape.Last) ? "scaled_dot_product_attention expects query and key of one width and gets "
            + query.Shape + " and " + key.Shape
            : Size.Differ(columns, value.Shape.Dimensions[value.Shape.Rank - 2])
            ? "scaled_dot_product_attention expects as many values as keys and gets " + key.Shape + " and " + value.Shape
            : null;
        var batch = Size.Product(query.Shape.Dimensions.Take(query.Shape.Rank - 2));
        var (scores, shape) = (batch * rows * columns, query.Shape.With(-1, value.Shape.Last));
        var (left, right) = (scores * width * 2, scores * value.Shape.Last * 2);
        bool drops = call.Arguments.Number("p", 0) != 0, isFused = query.Shape.Rank == 4 && !drops;
        var outcome = new Outcome(call) { Problem = problem }.Forward(left + right + scores * 5);
        _ = outcome.Output(shape).OneByOne(batch * (2 * StepCounts.Matrix), batch * (4 * StepCounts.Matrix));
        if (!isFused)
        {
            // Query and key are scaled by the root of the scale each, before they are multiplied; dropout adds its mask and its result.
            var bytes = scores * query.Shape.Type.Bytes();
            return outcome.Gradient(query, left + scores * 4).Gradient(key, left).Gradient(value, right)
                .Keep(value).KeepInside(query.Shape.Bytes + key.Shape.Bytes).KeepInside(bytes * (drops ? 3 : 1))
                .Keep(call.Tensor("attn_mask")).Result();
        }

        // The kernel writes batch, rows, heads, width, and shows it as batch, heads, rows, width: what follows transposes it back for
        // nothing.
        Size heads = shape.Dimensions[1], made = shape.Last;
        outcome.Lay(0, [rows * heads * made, made, heads * made, Size.One]);
        return outcome.Gradient(query, left * 2 + scores * 4).Gradient(key, left).Gradient(value, right * 2)
            .Keep(query).Keep(key).Keep(value).Keep(call.Tensor("attn_mask")).KeepOutput().KeepInside(batch * rows * 4).Result();
    }
}
