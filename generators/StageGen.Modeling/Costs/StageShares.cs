namespace StageGen.Modeling.Costs;

/// <summary>
/// How a list is dealt over the stages of its <c>[Stages]</c>: the rule of the run time's <c>StageShare</c>, which does it.
/// </summary>
public static class StageShares
{
    /// <summary>The elements that a part takes, as a half-open range; a split that does not add up takes what there is.</summary>
    public static (int Start, int End) Bounds(int count, int part, int parts, IReadOnlyList<int>? split)
    {
        if (split is null || split.Count != parts) return ((int)((long)part * count / parts), (int)((long)(part + 1) * count / parts));
        int start = Math.Min(count, split.Take(part).Sum());
        return (start, Math.Min(count, start + split[part]));
    }
}
