namespace StageGen.Modeling.Costs;

/// <summary>
/// Where elements lie in memory, as far as it decides whether a view is possible or a copy is made: only equality of sizes is asked for,
/// so names may stand in them.
/// </summary>
internal static class Strides
{
    /// <summary>Those of a tensor, written out.</summary>
    public static Size[] Of(TensorShape shape) => shape.IsContiguous ? Contiguous(shape.Dimensions) : [.. shape.Strides];

    /// <summary>A view with these dimensions and strides.</summary>
    public static TensorShape View(TensorShape shape, IReadOnlyList<Size> dimensions, IReadOnlyList<Size> strides)
    {
        var made = shape.With(dimensions);
        var contiguous = Contiguous(made.Dimensions);
        // Where a dimension is 1 its stride is of no meaning.
        bool isContiguous = Enumerable.Range(0, contiguous.Length).All(i => made.Dimensions[i].IsOne || contiguous[i] == strides[i]);
        return isContiguous ? made : made with { Strides = strides.ToEquatableArray() };
    }

    /// <summary>Whether some neighbouring dimensions can be seen as one without a copy.</summary>
    public static bool Merge(TensorShape shape, int first, int count)
    {
        if (shape.IsContiguous) return true;
        var strides = Of(shape);
        var dimensions = Enumerable.Range(first, count).Where(i => !shape.Dimensions[i].IsOne).ToList();
        for (int i = 1; i < dimensions.Count; i++)
            if (strides[dimensions[i - 1]] != strides[dimensions[i]] * shape.Dimensions[dimensions[i]]) return false;
        return true;
    }

    /// <summary>
    /// The view of a tensor under other dimensions, or null where only a copy has them. Neighbouring dimensions that lie one behind
    /// the other form a block; the new dimensions must fill each block exactly.
    /// </summary>
    public static TensorShape? Reshaped(TensorShape shape, IReadOnlyList<Size> dimensions)
    {
        if (shape.IsContiguous) return shape.With(dimensions);
        var (old, strides) = (shape.Dimensions, Of(shape));
        var made = new Size[dimensions.Count];
        int next = dimensions.Count - 1;
        var (block, stride) = (Size.One, strides.Length == 0 ? Size.One : strides[strides.Length - 1]);
        for (int i = old.Count - 1; i >= 0; i--)
        {
            block *= old[i];
            bool ends = i == 0 || (!old[i - 1].IsOne && strides[i - 1] != block * stride);
            if (!ends) continue;
            var filled = Size.One;
            while (next >= 0 && (filled != block || dimensions[next].IsOne))
            {
                made[next] = filled * stride;
                filled *= dimensions[next--];
            }

            if (filled != block) return null;
            if (i > 0) (block, stride) = (Size.One, strides[i - 1]);
        }

        return next < 0 ? View(shape, dimensions, made) : null;
    }

    private static Size[] Contiguous(EquatableArray<Size> dimensions)
    {
        var strides = new Size[dimensions.Count];
        var stride = Size.One;
        for (int i = strides.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= dimensions[i];
        }

        return strides;
    }
}
