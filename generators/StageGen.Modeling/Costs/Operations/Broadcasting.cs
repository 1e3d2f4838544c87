namespace StageGen.Modeling.Costs;

/// <summary>How shapes are made alike: https://pytorch.org/docs/stable/notes/broadcasting.html.</summary>
internal static class Broadcasting
{
    /// <summary>The shape of both together; of two sizes that may or may not be equal the forward is trusted to know.</summary>
    public static TensorShape Together(TensorShape left, TensorShape right, ref string? problem)
    {
        var type = TypeOf(left, right);
        if (!left.IsRankKnown || !right.IsRankKnown) return TensorShape.OfUnknownRank(type);
        return new(Dimensions(left.Dimensions, right.Dimensions, ref problem), type);
    }

    public static EquatableArray<Size> Dimensions(EquatableArray<Size> left, EquatableArray<Size> right, ref string? problem)
    {
        var dimensions = new Size[Math.Max(left.Count, right.Count)];
        for (int i = 1; i <= dimensions.Length; i++)
        {
            Size one = i <= left.Count ? left[left.Count - i] : 1, other = i <= right.Count ? right[right.Count - i] : 1;
            if (!one.IsOne && !other.IsOne && Size.Differ(one, other))
            {
                problem ??= "[" + string.Join(", ", left) + "] and [" + string.Join(", ", right) + "] do not broadcast: " + one
                    + " against " + other;
            }

            dimensions[dimensions.Length - i] = one.IsOne ? other
                : other.IsOne || !other.IsKnown ? one
                : other.TryGetConstant(out _) || !one.IsKnown ? other
                : one;
        }

        return new(dimensions);
    }

    /// <summary>A tensor without dimensions counts for its type only where it is of a higher kind.</summary>
    public static ElementType TypeOf(TensorShape left, TensorShape right)
    {
        if (left.Rank == 0 && right.Rank > 0 && KindOf(left.Type) <= KindOf(right.Type)) return right.Type;
        if (right.Rank == 0 && left.Rank > 0 && KindOf(right.Type) <= KindOf(left.Type)) return left.Type;
        return ElementTypes.Promote(left.Type, right.Type);
    }

    public static int KindOf(ElementType type) => type.IsFloating() ? 2 : type == ElementType.Bool ? 0 : 1;
}
